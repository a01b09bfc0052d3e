namespace Sensorium.CommandLine.Completion;

/// <summary>The completion script for fish. It starts no process: folders, tables and streams are looked up by the shell.</summary>
internal static class FishCompletion
{
    public static void Write(IReadOnlyList<CompletionCommand> commands, TextWriter output)
    {
        output.WriteLine("""
            # fish completion for sensorium; made by: sensorium completion fish
            # Load it in config.fish with: sensorium completion fish | source

            # Whether the words typed so far lead to this command.
            function __sensorium_at
              set -l path
              for word in (commandline -opc)[2..]
            """);
        output.WriteLine("    switch \"$path $word\"");
        output.WriteLine($"      case {string.Join(' ', commands.Skip(1).Select(command => $"' {command.Path}'"))}");
        output.WriteLine("""
                    set path "$path $word"
                end
              end
              test "$path" = "$argv[1]"
            end

            # Where the tables and streams are: --data as typed, else the default.
            function __sensorium_data
              set -l words (commandline -opc)
              if set -l at (contains -i -- --data $words)
                echo $words[(math $at + 1)]
              else if set -q SENSORIUM_DATA
                echo $SENSORIUM_DATA
              else
                echo .sensorium
              end
            end

            function __sensorium_cities
              for file in (commandline -ct)*/city.json
                string replace /city.json '' $file
              end
              __fish_complete_directories (commandline -ct)
            end

            function __sensorium_tables
              set -l data (__sensorium_data)
              for log in $data/lake/processed/*/_delta_log
                basename (dirname $log)
              end
              for layer in raw final
                for log in $data/lake/$layer/*/_delta_log
                  echo $layer.(basename (dirname $log))
                end
              end
            end

            function __sensorium_streams
              for folder in (__sensorium_data)/streams/*/
                basename $folder
              end
            end

            complete -c sensorium -f
            """);
        foreach (var command in commands)
        {
            var at = $"-n \"__sensorium_at '{(command.Path.Length == 0 ? "" : " " + command.Path)}'\"";
            foreach (var (name, description) in command.Commands)
            {
                output.WriteLine($"complete -c sensorium {at} -a {name} -d {Quoted(description)}");
            }

            if (command.Commands.Count == 0 && command.Arguments.Count > 0
                && Look(command.Arguments[0], command.Values) is { Length: > 0 } look)
            {
                output.WriteLine($"complete -c sensorium {at} {look}");
            }

            foreach (var option in command.Options)
            {
                var name = option.Name.StartsWith("--", StringComparison.Ordinal) ? $"-l {option.Name[2..]}" : $"-s {option.Name[1..]}";
                var value = option.TakesValue
                    ? $" {(option.Kind == ValueKind.File ? "-r" : "-x")} {Look(option.Kind, option.Values)}".TrimEnd()
                    : "";
                output.WriteLine($"complete -c sensorium {at} {name} -d {Quoted(option.Description)}{value}");
            }
        }
    }

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";

    private static string Look(ValueKind kind, IReadOnlyList<string> values) =>
        values.Count > 0 ? $"-a '{string.Join(' ', values)}'" : kind switch
    {
        ValueKind.File => "-F",
        ValueKind.Folder => "-a '(__fish_complete_directories)'",
        ValueKind.City => "-a '(__sensorium_cities)'",
        ValueKind.Table => "-a '(__sensorium_tables)'",
        ValueKind.Stream => "-a '(__sensorium_streams)'",
        _ => "",
    };
}
