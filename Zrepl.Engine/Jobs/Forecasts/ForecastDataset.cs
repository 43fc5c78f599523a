using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// One dataset on its way into the future: snapshots are added to the sender, and replication brings them to the receiver as the planner of replication says.
/// It is expected that nothing fails.
/// </summary>
/// <param name="job">Whose cursor moves.</param>
/// <param name="path">The sender's path.</param>
/// <param name="replication">How the job replicates; null: it does not.</param>
internal sealed class ForecastDataset(JobName job, DatasetPath path, ReplicationDefinition? replication)
{
    // Guids of what does not exist yet must not be those of what does: real ones are random, these count down from the top.
    private ulong _nextGuid = ulong.MaxValue;
    private readonly List<int> _rounds = []; // of what was taken, in that order

    /// <summary>The dataset.</summary>
    public DatasetPath Path => path;

    /// <summary>The side that has the data.</summary>
    public ForecastSide Sender { get; } = new(path);

    /// <summary>The side that keeps the copy; of a job that does not replicate it has nothing.</summary>
    public ForecastSide Receiver { get; } = new(path);

    /// <summary>Guid of the newest version that both sides had after the last replication.</summary>
    public ulong? NewestShared { get; private set; }

    /// <summary>Takes a snapshot; one whose name is taken fails, as it does with <c>zfs snapshot</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="at">When.</param>
    /// <param name="round">Number of the round.</param>
    public void TakeSnapshot(string name, DateTimeOffset at, int round)
    {
        if (Sender.Versions.Any(version => version.IsSnapshot && version.Name == name)) return;
        Sender.Add(new(VersionKind.Snapshot, name, _nextGuid--, 0, at.ToUnixTimeSeconds(), 0));
        _rounds.Add(round);
    }

    /// <summary>In which round a snapshot was taken; null if it is there today.</summary>
    public int? RoundOf(ulong guid) => guid > _nextGuid ? _rounds[NumberOf(guid)] : null;

    /// <summary>How many snapshots were taken since one that was not there today.</summary>
    public ulong TakenSince(ulong guid) => guid - _nextGuid - 1;

    /// <summary>Puts what was taken so many rounds later: it is what these rounds would have left.</summary>
    /// <param name="rounds">The rounds.</param>
    /// <param name="by">How many rounds.</param>
    /// <param name="seconds">How long they take.</param>
    public void Leap(ForecastRounds rounds, int by, long seconds)
    {
        foreach (var number in Sender.Versions.Concat(Receiver.Versions).Where(version => version.Guid > _nextGuid).Select(version => NumberOf(version.Guid)).Distinct().ToList())
            _rounds[number] += by;
        foreach (var side in new[] { Sender, Receiver })
        {
            side.Versions = [.. side.Versions.Select(version => RoundOf(version.Guid) is not { } round ? version : version with
            {
                CreationSeconds = version.CreationSeconds + seconds, Name = version.IsSnapshot ? rounds.NameOf(round) : version.Name,
            })];
        }
    }

    private static int NumberOf(ulong guid) => (int)(ulong.MaxValue - guid);

    /// <summary>Replicates, if there is a way.</summary>
    public void Replicate()
    {
        if (replication is null) return;
        switch (IncrementalPath.Between(Receiver.Versions, Sender.Versions))
        {
            case IncrementalPath.Found found:
                Receive(found.Versions[1..], replication.Protection.Incremental);
                break;
            case IncrementalPath.UpToDate upToDate:
                NewestShared = upToDate.Common.Guid;
                if (upToDate.Common.IsSnapshot && replication.Protection.Incremental != ProtectionKind.Nothing)
                    MoveCursor(upToDate.Common, replication.Protection.Incremental);
                break;
            case IncrementalPath.Blocked { Conflict: Conflict.NoCommonAncestor { Receiver.IsEmpty: true } }:
                Receive([.. InitialPath.For(replication.InitialReplication, Sender.Versions).Steps.Select(step => step.To)], replication.Protection.Initial);
                break;
        }
    }

    private void Receive(ImmutableArray<FilesystemVersion> snapshots, ProtectionKind protection)
    {
        if (snapshots.IsEmpty) return;
        if (protection != ProtectionKind.Nothing) ReleaseLastReceived();
        foreach (var snapshot in snapshots) Receiver.Add(snapshot with { UserRefs = 0 });
        NewestShared = snapshots[^1].Guid;
        MoveCursor(snapshots[^1], protection);
    }

    // The receiver holds the newest snapshot it got; the hold moves on with the next one. Other holds on it stay.
    private void ReleaseLastReceived()
    {
        if (Receiver.Versions.Where(version => version.IsSnapshot).MaxBy(version => version.CreateTxg) is not { UserRefs: > 0 and var holds } newest) return;
        Receiver.Versions = Receiver.Versions.Replace(newest, newest with { UserRefs = holds - 1 });
    }

    private void MoveCursor(FilesystemVersion to, ProtectionKind protection)
    {
        Sender.Versions = Sender.Versions.RemoveAll(version =>
            Guarantee.FromBookmark(path, version) is { Kind: GuaranteeKind.Cursor or GuaranteeKind.TentativeCursor } mark && mark.Job == job);
        Sender.Cursor = null;
        if (protection == ProtectionKind.Nothing) return;
        Sender.Cursor = to.Guid;
        var at = Sender.Versions.FirstOrDefault(version => version.IsSnapshot && version.Guid == to.Guid) ?? to;
        Sender.Versions = Sender.Versions.Add(at with { Kind = VersionKind.Bookmark, Name = GuaranteeNames.Cursor(job, to.Guid), UserRefs = null });
    }
}
