using System.Diagnostics;

namespace Zrepl.Zfs.Commands;

/// <summary>How processes are ended; another way than the usual one only in tests.</summary>
internal sealed record KillOptions
{
    /// <summary>Sends the signal.</summary>
    public Action<Process> Kill { get; init; } = static process => process.Kill();

    /// <summary>How long a killed process may take to end before it is given up.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromSeconds(10);
}
