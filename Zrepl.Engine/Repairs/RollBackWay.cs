using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>Way out: back to a snapshot that both sides have, where nothing is destroyed that somebody may need.</summary>
internal static partial class RollBackWay
{
    /// <summary>Back to the newest snapshot of the copy, which both have: what was written since is lost.</summary>
    public static RepairWay ToNewest(RepairFacts facts, ReceivedDataset received, FilesystemVersion newest)
    {
        var bookmarks = BookmarksAfter(received, newest);
        return new(
            0, RepairKind.RollBack, $"Roll {facts.Target} back to {newest.RelativeName}.",
            [.. PartialState(received), .. bookmarks.Select(version => Named(facts, version)), $"what was written into it since {newest.RelativeName} ({RepairPhrases.Written(received)})"], "",
            Steps(facts, received, bookmarks, newest), bookmarks.Select(bookmark => WhyNeeded(facts, bookmark)).FirstOrDefault(why => why is not null));
    }

    /// <summary>Back to the last snapshot that both have.</summary>
    public static RepairWay ToCommon(RepairFacts facts, ReceivedDataset received, Conflict.Diverged diverged)
    {
        var common = received.Snapshots.First(snapshot => snapshot.Guid == diverged.Common.Guid); // the sender may have it as a bookmark, and under another name
        ImmutableArray<FilesystemVersion> gone = [.. diverged.ReceiverOnly.Reverse(), .. BookmarksAfter(received, common)];
        List<string> lost = [.. PartialState(received), .. gone.Select(version => Named(facts, version))];
        if (received.WrittenBytes > 0) lost.Add($"what was written into it since its newest snapshot ({RepairPhrases.Written(received)})");
        return new(
            0, RepairKind.RollBack, $"Roll {facts.Target} back to {common.RelativeName}, the last snapshot that both have.", [.. lost], "",
            Steps(facts, received, gone, common), WhyNot(facts, received, diverged, gone, common));
    }

    private static ImmutableArray<RepairStep> Steps(RepairFacts facts, ReceivedDataset received, ImmutableArray<FilesystemVersion> gone, FilesystemVersion to)
    {
        var steps = ImmutableArray.CreateBuilder<RepairStep>();
        if (received.HasPartialState) steps.Add(new RepairStep.DropPartialState(facts.Target));
        if (!gone.IsEmpty) steps.Add(new RepairStep.Destroy(facts.Target, gone));
        steps.Add(new RepairStep.RollBack(facts.Target.Snapshot(to.Name), to.Guid));
        return steps.ToImmutable();
    }

    private static string? WhyNot(
        RepairFacts facts, ReceivedDataset received, Conflict.Diverged diverged, ImmutableArray<FilesystemVersion> gone, FilesystemVersion common)
    {
        if (diverged.ReceiverOnly.FirstOrDefault(snapshot => IsPerhapsSenders(snapshot, facts, received, common)) is { } precious)
            return $"{precious.On(facts.Target)} may have come from the sender, which does not have it any more: then this is the only copy. Set the dataset aside instead.";
        if (diverged.ReceiverOnly.FirstOrDefault(snapshot => received.HeldBy.ContainsKey(snapshot.Guid)) is { } held)
            return $"{held.On(facts.Target)} is held ({received.HeldBy[held.Guid]}); whoever holds it needs it. Release the hold, or set the dataset aside instead.";
        if (diverged.ReceiverOnly.FirstOrDefault(snapshot => received.Clones.ContainsKey(snapshot.Guid)) is { } cloned)
            return $"{cloned.On(facts.Target)} has a clone ({received.Clones[cloned.Guid]}), which would be lost with it. Destroy or promote the clone, or set the dataset aside instead.";
        return gone.Select(version => WhyNeeded(facts, version)).FirstOrDefault(why => why is not null);
    }

    // Promise 1: the cursor of a job that sends the copy on is what that job goes on from.
    private static string? WhyNeeded(RepairFacts facts, FilesystemVersion version) =>
        Guarantee.FromBookmark(facts.Target, version) is { } cursor
            ? $"{version.On(facts.Target)} is where job {cursor.Job?.Text ?? "of an older zrepl"} goes on from, which sends the copy on: it would have to send everything again. "
                + "If nobody needs it, destroy the bookmark (zrepl zfs-abstraction, or the dataset's page) and look again; or set the dataset aside instead."
            : null;

    // The job holds the newest snapshot that it received, but only once it is received: what came last may lack the hold. So what is newer counts as made here
    // only if nothing of the sender is called like that, there or here.
    private static bool IsPerhapsSenders(FilesystemVersion snapshot, RepairFacts facts, ReceivedDataset received, FilesystemVersion common)
    {
        if (received.LastReceived is { } guid && received.Snapshots.FirstOrDefault(version => version.Guid == guid) is { } last && snapshot.CreateTxg <= last.CreateTxg) return true;
        var shape = ShapeOf(snapshot);
        return facts.Sent.Where(sent => sent.IsSnapshot).Concat(received.Snapshots.Where(version => version.CreateTxg <= common.CreateTxg)).Any(version => ShapeOf(version) == shape);
    }

    // zrepl_20240101_000000_000 and zrepl_20240102_000000_000 are of one shape.
    private static string ShapeOf(FilesystemVersion version) => Digits().Replace(version.Name, "0");

    private static ImmutableArray<FilesystemVersion> BookmarksAfter(ReceivedDataset received, FilesystemVersion snapshot) =>
        [.. received.Versions.Where(version => !version.IsSnapshot && version.CreateTxg > snapshot.CreateTxg).OrderByDescending(version => version.CreateTxg)];

    private static string Named(RepairFacts facts, FilesystemVersion version) => $"{version.On(facts.Target)}, of {version.Creation.ToString("u", CultureInfo.InvariantCulture)}";

    private static IEnumerable<string> PartialState(ReceivedDataset received) => received.HasPartialState ? ["what has arrived of an interrupted step"] : [];

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
