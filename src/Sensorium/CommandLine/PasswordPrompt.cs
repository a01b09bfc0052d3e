using System.Text;
using Sensorium.Access;
using Sensorium.Core;

namespace Sensorium.CommandLine;

/// <summary>
/// Takes a password from the terminal, unseen and twice, or from the first line of standard input. No flag takes one: others see flags.
/// </summary>
internal static class PasswordPrompt
{
    private const char Interrupt = '\u0003';

    /// <exception cref="SensoriumException">There is none (SN8014), or the two differ (SN8004).</exception>
    public static string Read(Session session, string user)
    {
        if (!session.IsTyped)
        {
            return session.Input.ReadLine() is { Length: > 0 } line ? line : throw new SensoriumException(
                "SN8014",
                "standard input has no password.",
                "write it there as one line, or call the command on a terminal, which asks for it.");
        }

        var password = Ask(session.Terminal, $"password of {user}: ");
        return password == Ask(session.Terminal, "once more: ") ? password : throw AccessErrors.PasswordsDiffer();
    }

    private static string Ask(Terminal terminal, string question)
    {
        terminal.Error.Write(question);
        var typed = new StringBuilder();
        // An interrupt would otherwise wait for the key that is being read.
        Console.TreatControlCAsInput = true;
        try
        {
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        return typed.ToString();
                    case ConsoleKey.Backspace when typed.Length > 0:
                        typed.Length--;
                        break;
                    case ConsoleKey.C when key.Modifiers == ConsoleModifiers.Control:
                        throw new OperationCanceledException();
                    default:
                        if (key.KeyChar == Interrupt)
                        {
                            throw new OperationCanceledException();
                        }

                        if (!char.IsControl(key.KeyChar))
                        {
                            typed.Append(key.KeyChar);
                        }

                        break;
                }
            }
        }
        finally
        {
            Console.TreatControlCAsInput = false;
            terminal.Error.WriteLine();
        }
    }
}
