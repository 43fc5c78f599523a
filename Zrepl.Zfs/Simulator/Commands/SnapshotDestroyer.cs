using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs destroy FS@spec[,spec…]</c>, a spec being a name or a range <c>first%last</c> with open ends allowed.</summary>
internal sealed class SnapshotDestroyer(CommandCall call, Session session, DestroySettings settings)
{
    private readonly List<Snapshot> _victims = [];
    private bool _hasComplained;

    public int Destroy(string operand)
    {
        var at = operand.IndexOf('@', StringComparison.Ordinal);
        if (EntityOpener.OpenHead(call, session, operand[..at]) is not { } dataset) return 1;
        foreach (var member in settings.IsRecursive ? dataset.SelfAndBelow() : [dataset])
            if (!Gather(member, operand[(at + 1)..])) break;
        if (_hasComplained) return 1;
        if (_victims.Count == 0)
        {
            call.Errors.WriteLine("could not find any snapshots to destroy; check snapshot names.");
            return 1;
        }

        settings.AnnounceSpace(call, _victims.Aggregate(0UL, (sum, snapshot) => sum + SpaceAccounting.UsedBySnapshot(snapshot)));
        if (settings.IsDryRun) return 0;
        if (settings.DestroysClones && !DestroyClones()) return 1;
        return DestroyTogether(call, session, _victims, settings.Defers) ? 0 : 1;
    }

    /// <summary>Destroys snapshots in one transaction, or complains about each that cannot go (<c>zfs_destroy_snaps_nvl</c>).</summary>
    public static bool DestroyTogether(CommandCall call, Session session, IReadOnlyCollection<Snapshot> snapshots, bool defer)
    {
        var result = SnapshotCalls.Destroy(session, snapshots, defer);
        if (result.Error == Errno.Ok) return true;
        if (result.Members.IsEmpty) call.Fail("cannot destroy snapshots", result.Error);
        foreach (var (name, error) in result.Members)
        {
            var action = $"cannot destroy snapshot {name}";
            var isHeld = session.FindSnapshot(name)?.HoldCount > 0;
            if (error == Errno.Exists) call.Fail(action, "snapshot is cloned");
            else if (error == Errno.Busy && isHeld && call.Rules.ExplainsHeldSnapshots)
                call.Fail(action, $"it's being held. Run 'zfs holds -r {name}' to see holders.");
            else call.Fail(action, error);
        }

        return false;
    }

    private bool Gather(Dataset dataset, string spec)
    {
        foreach (var part in spec.Split(','))
        {
            foreach (var snapshot in Select(dataset, part))
            {
                if (_victims.Contains(snapshot)) continue;
                if (!settings.DestroysClones && !settings.Defers) CheckClones(snapshot);
                _victims.Add(snapshot);
            }
        }

        if (!settings.IsVerbose || _hasComplained) return true;
        foreach (var snapshot in dataset.Snapshots.Where(_victims.Contains)) settings.Announce(call, snapshot.FullName);
        return true;
    }

    private static IEnumerable<Snapshot> Select(Dataset dataset, string spec)
    {
        var percent = spec.IndexOf('%', StringComparison.Ordinal);
        if (percent < 0) return dataset.TryGetSnapshot(spec, out var one) ? [one] : [];
        var (first, last) = (spec[..percent], spec[(percent + 1)..]);
        Snapshot? start = null, end = null;
        if (first.Length > 0 && !dataset.TryGetSnapshot(first, out start)) return [];
        if (last.Length > 0 && !dataset.TryGetSnapshot(last, out end)) return [];
        return dataset.Snapshots.Where(snapshot =>
            snapshot.CreateTxg >= (start?.CreateTxg ?? 0) && snapshot.CreateTxg <= (end?.CreateTxg ?? ulong.MaxValue));
    }

    private void CheckClones(Snapshot snapshot)
    {
        var isFirst = true;
        foreach (var dependent in Dependents.Of(snapshot))
        {
            if (isFirst)
            {
                call.Errors.WriteLine($"cannot destroy '{snapshot.FullName}': snapshot has dependent clones");
                call.Errors.WriteLine("use '-R' to destroy the following datasets:");
            }

            isFirst = false;
            _hasComplained = true;
            call.Errors.WriteLine(dependent.FullName);
        }
    }

    private bool DestroyClones()
    {
        var destroyer = new DatasetDestroyer(call, session, settings);
        return _victims.ToList().TrueForAll(snapshot => destroyer.DestroyAll(Dependents.Of(snapshot).Except(_victims)));
    }
}
