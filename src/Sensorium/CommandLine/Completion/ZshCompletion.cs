namespace Sensorium.CommandLine.Completion;

/// <summary>The completion script for zsh. It starts no process: folders, tables and streams are looked up by the shell.</summary>
internal static class ZshCompletion
{
    public static void Write(IReadOnlyList<CompletionCommand> commands, TextWriter output)
    {
        output.WriteLine("""
            #compdef sensorium
            # zsh completion for sensorium; made by: sensorium completion zsh
            # Load it in ~/.zshrc, behind compinit, with: source <(sensorium completion zsh)

            # Where the tables and streams are: --data as typed, else the default.
            _sensorium_data() {
              local i=${words[(I)--data]}
              (( i )) && print -r -- ${words[i + 1]} || print -r -- ${SENSORIUM_DATA:-.sensorium}
            }

            _sensorium_cities() {
              local -a cities=(${(e)~PREFIX}*/city.json(N:h))
              (( $#cities )) && compadd -f -- $cities || _files -/
            }

            _sensorium_tables() {
              local data=$(_sensorium_data) log
              local -a names
              for log in $data/lake/(processed|raw|final)/*/_delta_log(N); do
                case $log in
                  */processed/*) names+=(${log:h:t}) ;;
                  *) names+=(${log:h:h:t}.${log:h:t}) ;;
                esac
              done
              compadd -- $names
            }

            _sensorium_streams() { compadd -- $(_sensorium_data)/streams/*(N/:t) }

            _sensorium() {
              local at= word previous=${words[CURRENT - 1]}
              local -a subcommands flags
              for word in ${words[2,CURRENT - 1]}; do
                case "$at $word" in
            """);
        output.WriteLine($"      {string.Join('|', commands.Skip(1).Select(command => $"' {command.Path}'"))}) at=\"$at $word\" ;;");
        output.WriteLine("    esac");
        output.WriteLine("  done");
        output.WriteLine("  case \"$at:$previous\" in");
        foreach (var group in commands.SelectMany(
            command => command.Options.Where(option => option.TakesValue).Select(option => (command.Path, Option: option)))
            .GroupBy(found => Look(found.Option.Kind, found.Option.Values)))
        {
            output.WriteLine(
                $"    {string.Join('|', group.Select(found => $"'{Lead(found.Path)}:{found.Option.Name}'"))}) {group.Key}; return ;;");
        }

        output.WriteLine("  esac");
        output.WriteLine("  case $at in");
        foreach (var command in commands)
        {
            output.WriteLine($"    '{Lead(command.Path)}')");
            output.WriteLine(
                $"      flags=({string.Join(' ', command.Options.Select(option => Described(option.Name, option.Description)))})");
            output.WriteLine(
                $"      subcommands=({string.Join(' ', command.Commands.Select(child => Described(child.Name, child.Description)))})");
            var look = command.Commands.Count == 0 && command.Arguments.Count > 0 ? Look(command.Arguments[0], command.Values) : ":";
            output.WriteLine($"      [[ $PREFIX == -* ]] || {{ {look}; }} ;;");
        }

        output.WriteLine("""
              esac
              (( $#subcommands )) && _describe -t commands command subcommands
              [[ $PREFIX == -* ]] && _describe -o -t options option flags
            }

            compdef _sensorium sensorium ./sensorium
            """);
    }

    private static string Lead(string path) => path.Length == 0 ? "" : " " + path;

    private static string Described(string name, string description) =>
        $"'{name}:{description.Replace("'", "'\\''").Replace(":", "\\:")}'";

    private static string Look(ValueKind kind, IReadOnlyList<string> values) =>
        values.Count > 0 ? $"compadd -- {string.Join(' ', values)}" : kind switch
    {
        ValueKind.File => "_files",
        ValueKind.Folder => "_files -/",
        ValueKind.City => "_sensorium_cities",
        ValueKind.Table => "_sensorium_tables",
        ValueKind.Stream => "_sensorium_streams",
        _ => ":",
    };
}
