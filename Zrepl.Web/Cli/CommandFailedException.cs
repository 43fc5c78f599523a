namespace Zrepl.Web.Cli;

/// <summary>A command failed in a way its user should read about: the message goes to stderr, the exit code to the shell.</summary>
internal sealed class CommandFailedException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode => exitCode;
}
