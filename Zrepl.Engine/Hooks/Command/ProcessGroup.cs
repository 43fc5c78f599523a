using System.Runtime.InteropServices;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>The process group a hook leads, so that what it started can be ended with it.</summary>
/// <param name="leader">Process id of the leader, which is the group's id too.</param>
internal readonly struct ProcessGroup(int leader)
{
    private const int Terminate = 15; // SIGTERM, the same number on Linux, FreeBSD, illumos and macOS
    private const int Kill = 9;       // SIGKILL

    /// <summary>True if a process of the group is left. The group's id is not given to other processes as long as one is.</summary>
    public bool HasMembers => Signal(0);

    /// <summary>Asks every process of the group to end.</summary>
    /// <returns>False if there is no such group, or none yet: the leader may not have reached setsid(2).</returns>
    public bool SendTerminate() => Signal(Terminate);

    /// <summary>Ends every process of the group.</summary>
    /// <returns>False if there is no such group.</returns>
    public bool SendKill() => Signal(Kill);

    private bool Signal(int signal) => leader > 1 && kill(-leader, signal) == 0; // -1 would mean every process of the machine

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int process, int signal);
}
