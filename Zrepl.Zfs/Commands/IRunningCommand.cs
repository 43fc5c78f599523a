namespace Zrepl.Zfs.Commands;

/// <summary>How a command ended.</summary>
/// <param name="Code">Exit code 0 to 255; 128 + n when it died by signal n.</param>
/// <param name="Signal">The signal it died by, or null.</param>
public readonly record struct CommandExit(int Code, int? Signal = null)
{
    /// <summary>What is told of a command that was killed and does not end.</summary>
    public static CommandExit GivenUp { get; } = new(137, 9) { IsGivenUp = true };

    /// <summary>True if the command was killed and did not end in time: it sleeps in the kernel, and what it was doing may still come to pass.</summary>
    public bool IsGivenUp { get; init; }

    /// <summary>Exit code 0.</summary>
    public bool IsSuccess => Code == 0;

    /// <summary><c>exit status 1</c> or <c>signal: killed</c>, the words upstream prints and peers show (spec A5.1).</summary>
    public override string ToString() => Signal switch
    {
        _ when IsGivenUp => "killed, but it does not end",
        null => $"exit status {Code}",
        6 => "signal: aborted",
        9 => "signal: killed",
        13 => "signal: broken pipe",
        15 => "signal: terminated",
        { } signal => $"signal: {signal}",
    };
}

/// <summary>A started <c>zfs</c> or <c>zpool</c> command with its three streams.</summary>
/// <remarks>
/// Standard error is drained by the implementation, which keeps its first and last 32 KiB. Standard output has to be read by the
/// caller, or the command may block for ever; that is wanted for <c>zfs send</c>, where it is the back-pressure.
/// </remarks>
public interface IRunningCommand : IAsyncDisposable
{
    /// <summary>What runs.</summary>
    ZfsCommand Command { get; }

    /// <summary>Id of the process, or null in the simulator.</summary>
    int? ProcessId { get; }

    /// <summary>The command's output; ends when the command closes it.</summary>
    Stream Output { get; }

    /// <summary>The command's input. Disposing it is the end of input. <see cref="Stream.Null"/> unless <see cref="ZfsCommand.ReadsInput"/>.</summary>
    Stream Input { get; }

    /// <summary>
    /// Completes when the command has ended and its standard error is complete, or when it was killed and has not ended for so long that it is given up. Never
    /// faults and is never cancelled.
    /// </summary>
    Task<CommandExit> Exit { get; }

    /// <summary>
    /// True once the output was closed although somebody still has it open: the command is over, and so is what it wrote. Reads fail then, and that is the end of the output.
    /// </summary>
    bool IsOutputAbandoned => Exit.IsCompletedSuccessfully && Exit.Result.IsGivenUp;

    /// <summary>Completes when the command has really ended, which for one that was given up is later than <see cref="Exit"/>, or never.</summary>
    Task Gone => Exit;

    /// <summary>What the command has written to standard error so far; complete after <see cref="Exit"/>. Invalid UTF-8 is replaced.</summary>
    string ErrorText { get; }

    /// <summary>Kills the command at once (SIGKILL). Harmless when it has ended. <see cref="Exit"/> completes soon after in any case.</summary>
    void Kill();

    /// <summary>Looks whether it lives, without disturbing it. Cheap, and never throws.</summary>
    CommandSigns Look() => CommandSigns.Unknown;
}
