using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Sensorium.CommandLine;
using Sensorium.Commands;
using Sensorium.Core;

namespace Sensorium;

/// <summary>From arguments to an exit code.</summary>
internal static class Invocation
{
    /// <summary>Problems that are told; a file that is no SQL at all has one at every character.</summary>
    private const int MostProblems = 50;

    public static async Task<int> Run(string[] arguments, Session session)
    {
        var terminal = session.Terminal;
        try
        {
            var line = Program().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var unknown = Unknown(line);
            if ((line.Errors.Count > 0 || unknown is not null) && !AsksForHelp(line))
            {
                return Refuse(line, unknown, terminal);
            }

            return await line.InvokeAsync(session);
        }
        catch (Exception error)
        {
            return Tell(error, session);
        }
        finally
        {
            Flush(terminal);
        }
    }

    /// <summary>The whole command line as a tree.</summary>
    public static RootCommand Program()
    {
        var root = new RootCommand("A city's data platform in one program: devices, streams, SQL, lake and query.");
        foreach (var command in SensoriumCommands.All())
        {
            root.Subcommands.Add(command);
        }

        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Action = new HelpText();
                help.Description = "what a command does, with examples";
            }
            else if (option is VersionOption version)
            {
                version.Action = new VersionText();
                version.Description = "the release";
            }
        }

        root.Action = new HelpText();
        return root;
    }

    private static bool AsksForHelp(ParseResult line)
    {
        foreach (var option in line.RootCommandResult.Command.Options)
        {
            if (option is HelpOption or VersionOption && line.GetResult(option) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first word that the command does not know. A misspelt option would otherwise pass for an argument.</summary>
    private static string? Unknown(ParseResult line)
    {
        foreach (var token in line.Tokens)
        {
            if (token.Type == TokenType.DoubleDash)
            {
                break;
            }

            if (token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal) && token.Value.IndexOf(' ') < 0)
            {
                return token.Value;
            }
        }

        return line.UnmatchedTokens.Count > 0 ? line.UnmatchedTokens[0] : null;
    }

    private static int Refuse(ParseResult line, string? unknown, Terminal terminal)
    {
        var command = line.CommandResult.Command;
        var path = HelpText.Path(command);
        if (unknown is null)
        {
            foreach (var error in line.Errors)
            {
                // The parser adds the name of a .NET type, which says nothing to a user.
                var type = error.Message.IndexOf(" as expected type", StringComparison.Ordinal);
                terminal.Report(
                    new Problem(
                        ErrorCodes.WrongUsage, null, type < 0 ? error.Message : error.Message[..type] + ".", $"see {path} --help."));
            }

            return ExitCode.WrongUsage;
        }

        var isOption = unknown.StartsWith('-');
        var known = isOption ? command.Options.Select(option => option.Name) : command.Subcommands.Select(child => child.Name);
        var nearest = Spelling.Nearest(unknown, known);
        terminal.Report(new Problem(
            ErrorCodes.WrongUsage,
            null,
            command.Subcommands.Count > 0 && !isOption ? $"{path} has no command '{unknown}'." : $"{path} does not know '{unknown}'.",
            nearest is null ? $"see {path} --help." : $"did you mean '{nearest}'? See {path} --help."));
        return ExitCode.WrongUsage;
    }

    private static int Tell(Exception error, Session session)
    {
        var terminal = session.Terminal;
        switch (error)
        {
            case SensoriumException mistake:
                terminal.Report(mistake);
                return mistake.Code == ErrorCodes.WrongUsage ? ExitCode.WrongUsage : ExitCode.Failed;
            case ProblemsException mistakes:
                foreach (var problem in mistakes.Problems.Take(MostProblems))
                {
                    terminal.Report(problem);
                }

                if (mistakes.Problems.Count > MostProblems)
                {
                    terminal.Say($"… and {mistakes.Problems.Count - MostProblems:N0} more.");
                }

                return ExitCode.Failed;
            case OperationCanceledException:
                return ExitCode.Failed;
            case IOException { HResult: BrokenPipe }:
                // Whoever read the output has seen enough, as `head` has.
                return ExitCode.Done;
            case IOException or UnauthorizedAccessException:
                terminal.Report(new Problem("SN9014", null, error.Message, "check the path, its permissions and the room on the disk."));
                break;
            default:
                terminal.Report(new Problem(
                    "SN9999",
                    null,
                    $"this is a fault of Sensorium: {error.GetType().Name}: {error.Message}",
                    "please report it with the command and what SENSORIUM_DEBUG=1 adds to this message."));
                break;
        }

        if (session.Variable("SENSORIUM_DEBUG") == "1")
        {
            terminal.Say(error.ToString());
        }

        return ExitCode.Failed;
    }

    /// <summary>errno EPIPE, as .NET carries it.</summary>
    private const int BrokenPipe = 32;

    private static void Flush(Terminal terminal)
    {
        try
        {
            terminal.Output.Flush();
        }
        catch (IOException)
        {
            // The reader of the output went away; its exit code has been decided.
        }
    }
}
