namespace Zrepl.Zfs.Commands;

/// <summary>A command that has ended, with what it said.</summary>
/// <param name="Command">What ran.</param>
/// <param name="Exit">How it ended.</param>
/// <param name="OutputText">Standard output as text; empty if it was read line by line.</param>
/// <param name="ErrorText">Standard error as text.</param>
public sealed record CommandResult(ZfsCommand Command, CommandExit Exit, string OutputText, string ErrorText)
{
    /// <summary>Exit code 0.</summary>
    public bool IsSuccess => Exit.IsSuccess;
}
