namespace Sensorium.Tests.RealInput;

/// <summary>A command of a README and what the README says that it prints.</summary>
/// <param name="Words">Behind <c>./sensorium</c>.</param>
/// <param name="Into">The file that its output goes to, or null.</param>
internal sealed record ReadmeCommand(IReadOnlyList<string> Words, string? Into, string Output)
{
    /// <summary>
    /// All commands of the file's blocks, each a line that begins with <c>$ ./sensorium</c>, with the lines that follow it.
    /// </summary>
    public static IEnumerable<ReadmeCommand> Of(string readme)
    {
        var isBlock = false;
        var command = default(string);
        var output = new List<string>();
        foreach (var line in File.ReadLines(readme))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (command is not null && (isFence || line.StartsWith("$ ", StringComparison.Ordinal)))
            {
                yield return Parse(command, output);
                command = null;
            }

            if (isFence)
            {
                isBlock = !isBlock;
            }
            else if (isBlock && line.StartsWith("$ ./sensorium ", StringComparison.Ordinal))
            {
                (command, output) = (line["$ ./sensorium ".Length..], []);
            }
            else if (command is not null && command.EndsWith('\\'))
            {
                command = command[..^1].TrimEnd() + " " + line.Trim();
            }
            else
            {
                output.Add(line);
            }
        }
    }

    private static ReadmeCommand Parse(string command, List<string> output)
    {
        var words = new List<string>();
        var quoted = command.Split('"');
        for (var i = 0; i < quoted.Length; i++)
        {
            words.AddRange(i % 2 == 1 ? [quoted[i]] : quoted[i].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        var at = words.IndexOf(">");
        return new(at < 0 ? words : words[..at], at < 0 ? null : words[at + 1], string.Concat(output.Select(line => line + "\n")));
    }
}
