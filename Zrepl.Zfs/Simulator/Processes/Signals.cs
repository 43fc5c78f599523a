namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>Numbers of the signals a command can die by.</summary>
internal static class Signals
{
    public const int Abort = 6;
    public const int Kill = 9;
    public const int BrokenPipe = 13;
}

/// <summary>The command dies by a signal.</summary>
internal sealed class CommandDiedException(int signal) : Exception
{
    public int Signal => signal;
}

/// <summary>The command was called wrongly: it prints the complaint, if any, and its usage text, and exits with 2.</summary>
internal sealed class UsageException(string? complaint) : Exception(complaint)
{
    public string? Complaint { get; } = complaint;
}
