namespace Sensorium.CommandLine;

/// <summary>The heading a command stands under in the help.</summary>
internal enum CommandGroup
{
    Run,
    Write,
    Look,
    Keep,
}
