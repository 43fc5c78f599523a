namespace Zrepl.Zfs.Simulator;

/// <summary>One of the two byte streams of a command that a fault can touch.</summary>
public enum CommandStream
{
    /// <summary>Standard input: what a receive reads.</summary>
    Input,

    /// <summary>Standard output: what a send or a list writes.</summary>
    Output,
}

/// <summary>What goes wrong with one command (spec C7).</summary>
public abstract record Fault
{
    private Fault() { }

    /// <summary>The command does nothing but print an error and exit.</summary>
    /// <param name="ErrorText">For standard error, last newline included.</param>
    /// <param name="ExitCode">Its exit code.</param>
    public sealed record Fail(string ErrorText, int ExitCode = 1) : Fault;

    /// <summary>The command dies by a signal before it does anything.</summary>
    /// <param name="Signal">Number of the signal, 9 for SIGKILL.</param>
    public sealed record Die(int Signal = 9) : Fault;

    /// <summary>A line is printed to standard error first; then the command runs as always.</summary>
    public sealed record Warn(string ErrorText) : Fault;

    /// <summary>The command begins later, by the host's clock.</summary>
    public sealed record Delay(TimeSpan By) : Fault;

    /// <summary>The command does nothing until it is killed, or until <paramref name="Released"/> completes and it runs as always.</summary>
    public sealed record Hang(Task? Released = null) : Fault;

    /// <summary>After so many bytes nothing moves any more until the command is killed, or until <paramref name="Released"/> completes.</summary>
    public sealed record Stall(CommandStream Stream, long AfterBytes, Task? Released = null) : Fault;

    /// <summary>A stream ends after so many bytes: a receive sees the end of its input, a send is killed.</summary>
    public sealed record Cut(CommandStream Stream, long AfterBytes) : Fault;

    /// <summary>After so many bytes the command prints an error and exits.</summary>
    public sealed record FailAfter(CommandStream Stream, long AfterBytes, string ErrorText, int ExitCode = 1) : Fault;

    /// <summary>One byte of a stream is another one.</summary>
    public sealed record Corrupt(CommandStream Stream, long AtByte) : Fault;

    /// <summary>A stream moves no faster than this, by the host's clock.</summary>
    public sealed record Slow(CommandStream Stream, long BytesPerSecond) : Fault;
}
