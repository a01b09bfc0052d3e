namespace Sensorium.CommandLine.Completion;

/// <summary>The completion script for bash. It starts no process: folders, tables and streams are looked up by the shell.</summary>
internal static class BashCompletion
{
    public static void Write(IReadOnlyList<CompletionCommand> commands, TextWriter output)
    {
        output.WriteLine("""
            # bash completion for sensorium; made by: sensorium completion bash
            # Load it in ~/.bashrc with: source <(sensorium completion bash)

            # Where the tables and streams are: --data as typed, else the default.
            _sensorium_data() {
              local i
              for ((i = 1; i < COMP_CWORD; i++)); do
                [[ ${COMP_WORDS[i]} == --data ]] && { printf '%s' "${COMP_WORDS[i + 1]}"; return; }
              done
              printf '%s' "${SENSORIUM_DATA:-.sensorium}"
            }

            _sensorium_folders() { compopt -o filenames -o nospace 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$1"); }

            _sensorium_files() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$1"); }

            # Folders that are cities; where none is, folders on the way to one.
            _sensorium_cities() {
              local folder cities=()
              for folder in "$1"*/; do
                [[ -e ${folder}city.json ]] && cities+=("${folder%/}")
              done
              if ((${#cities[@]})); then compopt -o filenames 2>/dev/null; COMPREPLY=("${cities[@]}"); else _sensorium_folders "$1"; fi
            }

            _sensorium_tables() {
              local path names=() data
              data=$(_sensorium_data)
              for path in "$data"/lake/processed/*/_delta_log; do [[ -e $path ]] && path=${path%/*} && names+=("${path##*/}"); done
              for path in "$data"/lake/{raw,final}/*/_delta_log; do [[ -e $path ]] && path=${path%/*} && names+=("$(basename "${path%/*}").${path##*/}"); done
              mapfile -t COMPREPLY < <(compgen -W "${names[*]}" -- "$1")
            }

            _sensorium_streams() {
              local path names=()
              for path in "$(_sensorium_data)"/streams/*/; do [[ -e $path ]] && path=${path%/} && names+=("${path##*/}"); done
              mapfile -t COMPREPLY < <(compgen -W "${names[*]}" -- "$1")
            }

            _sensorium_words() { mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1"); }

            _sensorium() {
              local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path='' i
              COMPREPLY=()
              for ((i = 1; i < COMP_CWORD; i++)); do
            """);
        output.WriteLine("    case \"$path ${COMP_WORDS[i]}\" in");
        output.WriteLine(
            $"      {string.Join('|', commands.Skip(1).Select(command => $"' {command.Path}'"))}) path=\"$path ${{COMP_WORDS[i]}}\" ;;");
        output.WriteLine("    esac");
        output.WriteLine("  done");
        output.WriteLine("  case \"$path:$prev\" in");
        foreach (var group in commands.SelectMany(
            command => command.Options.Where(option => option.TakesValue).Select(option => (command.Path, Option: option)))
            .GroupBy(found => Look(found.Option.Kind, found.Option.Values)))
        {
            output.WriteLine(
                $"    {string.Join('|', group.Select(found => $"'{Lead(found.Path)}:{found.Option.Name}'"))}) {group.Key}; return ;;");
        }

        output.WriteLine("  esac");
        output.WriteLine("  if [[ $cur == -* ]]; then");
        output.WriteLine("    case $path in");
        foreach (var command in commands)
        {
            output.WriteLine(
                $"      '{Lead(command.Path)}') _sensorium_words \"$cur\" "
                    + $"'{string.Join(' ', command.Options.Select(option => option.Name))}' ;;");
        }

        output.WriteLine("    esac");
        output.WriteLine("    return");
        output.WriteLine("  fi");
        output.WriteLine("  case $path in");
        foreach (var command in commands)
        {
            var look = command.Commands.Count > 0 ? Look(ValueKind.Free, [.. command.Commands.Select(child => child.Name)])
                : command.Arguments.Count > 0 ? Look(command.Arguments[0], command.Values) : ":";
            output.WriteLine($"    '{Lead(command.Path)}') {look} ;;");
        }

        output.WriteLine("  esac");
        output.WriteLine("}");
        output.WriteLine();
        output.WriteLine("complete -F _sensorium sensorium ./sensorium");
    }

    private static string Lead(string path) => path.Length == 0 ? "" : " " + path;

    private static string Look(ValueKind kind, IReadOnlyList<string> values) =>
        values.Count > 0 ? $"_sensorium_words \"$cur\" '{string.Join(' ', values)}'" : kind switch
    {
        ValueKind.File => "_sensorium_files \"$cur\"",
        ValueKind.Folder => "_sensorium_folders \"$cur\"",
        ValueKind.City => "_sensorium_cities \"$cur\"",
        ValueKind.Table => "_sensorium_tables \"$cur\"",
        ValueKind.Stream => "_sensorium_streams \"$cur\"",
        _ => ":",
    };
}
