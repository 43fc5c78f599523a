namespace Zrepl.Web.Cli;

/// <summary>A command failed in a way its user should read about: the message and the advice go to stderr, the exit code to the shell.</summary>
internal sealed class CommandFailedException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode => exitCode;

    /// <summary>What to do about it, on a line of its own: the message often is in Go zrepl's words, which scripts look for. Null if it says enough.</summary>
    public string? Advice { get; init; }
}
