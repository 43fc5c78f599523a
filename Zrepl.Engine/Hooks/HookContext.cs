using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Hooks;

/// <summary>What a hook is told about the snapshot it accompanies.</summary>
/// <param name="Snapshot">The snapshot to be made.</param>
/// <param name="Phase"><c>snapshot</c>, or <c>testing</c> when a hook is tried out; part of <c>ZREPL_HOOKTYPE</c>.</param>
/// <param name="IsDryRun">Nothing will be done; hooks that change something only check that they could.</param>
internal sealed record HookContext(SnapshotPath Snapshot, string Phase = HookContext.SnapshotPhase, bool IsDryRun = false)
{
    public const string SnapshotPhase = "snapshot";
}
