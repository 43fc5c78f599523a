using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>
/// Finds the ways out for a copy that replication cannot go on with. Decides only; looks at nothing and does nothing. Never offers to destroy what may have come
/// from the sender and is not there any more: then it is the only copy.
/// </summary>
public static partial class RepairPlanner
{
    private const string FullCopy = "The next run begins a new copy with everything, for which there has to be room.";

    /// <summary>Plans.</summary>
    public static RepairPlan Plan(RepairFacts facts)
    {
        var (situation, explanation, ways) = Decide(facts);
        return new(facts.Filesystem, facts.Target, situation, explanation, [.. ways.Select((way, index) => way with { Number = index + 1 })], RevisionOf(facts));
    }

    private static (RepairSituation, string, ImmutableArray<RepairWay>) Decide(RepairFacts facts)
    {
        var snapshots = SnapshotsOf(facts.Received);
        if (facts.Received is null || (facts.Received.IsPlaceholder && snapshots.IsEmpty))
        {
            var found = Adoptions(facts);
            return (RepairSituation.Missing, found.IsEmpty
                ? $"There is no copy of {facts.Filesystem} at {facts.Target}, and no dataset that could be one. The next run begins it."
                : $"There is no copy of {facts.Filesystem} at {facts.Target}, but its snapshots are elsewhere: the copy, or the sender's dataset, was renamed.", found);
        }

        return IncrementalPath.Between(snapshots, facts.Sent) switch
        {
            IncrementalPath.Blocked { Conflict: Conflict.Diverged diverged } => Diverged(facts, facts.Received, diverged),
            IncrementalPath.Blocked { Conflict: Conflict.NoSenderSnapshots } => (
                RepairSituation.NothingToSend, $"The sender has no snapshots of {facts.Filesystem}. Take one there.", []),
            IncrementalPath.Blocked when snapshots.IsEmpty => (
                RepairSituation.InTheWay, $"{facts.Target} is there, but has no snapshots and was not made by zrepl: nothing is received over it.", [SetAside(facts, facts.Received)]),
            IncrementalPath.Blocked => (
                RepairSituation.Unrelated,
                $"{facts.Target} has no snapshot in common with {facts.Filesystem}: the sender's dataset was made anew, or all snapshots that both had are gone.",
                [SetAside(facts, facts.Received)]),
            _ when facts.Received.WrittenBytes > 0 => Modified(facts, facts.Received, snapshots[^1]),
            _ => (RepairSituation.Well, $"{facts.Target} goes on from what it has; nothing is to be repaired.", []),
        };
    }

    private static (RepairSituation, string, ImmutableArray<RepairWay>) Diverged(RepairFacts facts, ReceivedDataset received, Conflict.Diverged diverged)
    {
        var explanation = $"{facts.Target} has {Count(diverged.ReceiverOnly.Length, "snapshot")} newer than {diverged.Common.RelativeName}, the last that {facts.Filesystem} has too.";
        return (RepairSituation.Diverged, explanation, [RollBack(facts, received, diverged), SetAside(facts, received)]);
    }

    private static (RepairSituation, string, ImmutableArray<RepairWay>) Modified(RepairFacts facts, ReceivedDataset received, FilesystemVersion newest)
    {
        var written = $"what was written into it since {newest.RelativeName} ({received.WrittenBytes.ToString(CultureInfo.InvariantCulture)} bytes)";
        var back = new RepairWay(
            0, RepairKind.RollBack, $"Roll {facts.Target} back to {newest.RelativeName}.", [.. PartialState(received), written], "",
            [.. DropPartialState(facts, received), new RepairStep.RollBack(facts.Target.Snapshot(newest.Name))], null);
        return (RepairSituation.Modified, $"Somebody wrote into {facts.Target} since its newest snapshot, {newest.RelativeName}; zfs receive refuses to go over that.", [back, SetAside(facts, received)]);
    }

    private static RepairWay RollBack(RepairFacts facts, ReceivedDataset received, Conflict.Diverged diverged)
    {
        // The sender may have it as a bookmark, and under another name.
        var common = SnapshotsOf(received).First(snapshot => snapshot.Guid == diverged.Common.Guid);
        var bookmarks = received.Versions.Where(version => !version.IsSnapshot && version.CreateTxg > common.CreateTxg).OrderByDescending(version => version.CreateTxg);
        ImmutableArray<FilesystemVersion> gone = [.. diverged.ReceiverOnly.Reverse(), .. bookmarks];
        List<string> lost = [.. PartialState(received), .. gone.Select(version => $"{version.On(facts.Target)}, of {version.Creation.ToString("u", CultureInfo.InvariantCulture)}")];
        if (received.WrittenBytes > 0) lost.Add($"what was written into it since its newest snapshot ({received.WrittenBytes.ToString(CultureInfo.InvariantCulture)} bytes)");
        return new(
            0, RepairKind.RollBack, $"Roll {facts.Target} back to {common.RelativeName}, the last snapshot that both have.", [.. lost], "",
            [.. DropPartialState(facts, received), new RepairStep.Destroy(facts.Target, gone), new RepairStep.RollBack(facts.Target.Snapshot(common.Name))],
            WhyNotBack(facts, received, diverged));
    }

    private static string? WhyNotBack(RepairFacts facts, ReceivedDataset received, Conflict.Diverged diverged)
    {
        if (diverged.ReceiverOnly.FirstOrDefault(snapshot => IsPerhapsSenders(snapshot, facts, received)) is { } precious)
            return $"{precious.On(facts.Target)} may have come from the sender, which does not have it any more: then this is the only copy. Set the dataset aside instead.";
        return diverged.ReceiverOnly.FirstOrDefault(snapshot => received.HeldBy.ContainsKey(snapshot.Guid)) is { } held
            ? $"{held.On(facts.Target)} is held ({received.HeldBy[held.Guid]}); whoever holds it needs it. Release the hold, or set the dataset aside instead."
            : null;
    }

    // The job holds the newest snapshot that it received, so what is newer was made here. Without the hold only the names can tell.
    private static bool IsPerhapsSenders(FilesystemVersion snapshot, RepairFacts facts, ReceivedDataset received)
    {
        if (received.LastReceived is { } guid && received.Versions.FirstOrDefault(version => version.IsSnapshot && version.Guid == guid) is { } last)
            return snapshot.CreateTxg <= last.CreateTxg;
        var shape = ShapeOf(snapshot);
        return facts.Sent.Any(sent => sent.IsSnapshot && ShapeOf(sent) == shape);
    }

    // zrepl_20240101_000000_000 and zrepl_20240102_000000_000 are of one shape.
    private static string ShapeOf(FilesystemVersion version) => Digits().Replace(version.Name, "0");

    private static RepairWay SetAside(RepairFacts facts, ReceivedDataset received)
    {
        var aside = FreeName(facts);
        var moved = received.Below.IsEmpty ? "" : $" {Count(received.Below.Length, "dataset")} below it ({Some(received.Below)}) are renamed along; their copies begin anew, too.";
        var isPool = facts.Target.Parent is null;
        return new(
            0, RepairKind.SetAside, $"Rename {facts.Target} to {aside?.Text ?? "another name"} and keep it as it is. No job sends to it or prunes it any more.", [], FullCopy + moved,
            isPool || aside is null ? [] : [new RepairStep.Rename(facts.Target, aside.Value)],
            isPool ? $"{facts.Target} is the root of a pool, which cannot be renamed."
                : aside is null ? $"There is no name left for it that is short enough: rename it by hand (zfs rename {facts.Target} ...)." : null);
    }

    private static ImmutableArray<RepairWay> Adoptions(RepairFacts facts) =>
    [
        .. from found in facts.Elsewhere
           where IncrementalPath.Between(found.Versions, facts.Sent) is not IncrementalPath.Blocked
           let newest = found.Versions.Where(version => version.IsSnapshot).MaxBy(version => version.CreateTxg)
           select new RepairWay(
               0, RepairKind.Adopt, $"Make {found.Path}, whose newest snapshot is {newest.RelativeName}, the copy: it gets the name {facts.Target}.", [],
               found.Below.IsEmpty ? "" : $"{Count(found.Below.Length, "dataset")} below it ({Some(found.Below)}) are renamed along.",
               [
                   .. facts.Received is null ? Array.Empty<RepairStep>() : [new RepairStep.DestroyPlaceholder(facts.Target)],
                   new RepairStep.Rename(found.Path, facts.Target),
               ],
               WhyNotAdopted(facts, found)),
    ];

    private static string? WhyNotAdopted(RepairFacts facts, FoundElsewhere found)
    {
        if (facts.Received is { Below.IsEmpty: false } place)
            return $"{facts.Target} is a placeholder with datasets below it ({Some(place.Below)}), which would be in the way.";
        if (facts.Target.IsBelow(found.Path)) return $"{facts.Target} is below it.";
        return found.Path.Pool != facts.Target.Pool ? "It is in another pool, and zfs rename does not move data." : null;
    }

    private static DatasetPath? FreeName(RepairFacts facts)
    {
        for (var number = 1; number < 1000; number++)
        {
            if (!DatasetPath.TryParse($"{facts.Target.Text}_set_aside_{number.ToString(CultureInfo.InvariantCulture)}", out var name)) return null;
            if (!facts.Taken.Contains(name)) return name;
        }

        return null;
    }

    private static IEnumerable<RepairStep> DropPartialState(RepairFacts facts, ReceivedDataset received) =>
        received.HasPartialState ? [new RepairStep.DropPartialState(facts.Target)] : [];

    private static IEnumerable<string> PartialState(ReceivedDataset received) => received.HasPartialState ? ["what has arrived of an interrupted step"] : [];

    private static ImmutableArray<FilesystemVersion> SnapshotsOf(ReceivedDataset? received) =>
        received is null ? [] : [.. received.Versions.Where(version => version.IsSnapshot).OrderBy(version => version.CreateTxg)];

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number.ToString(CultureInfo.InvariantCulture)} {what}s";

    private static string Some(ImmutableArray<DatasetPath> paths) => string.Join(", ", paths.Take(5)) + (paths.Length > 5 ? ", …" : "");

    private static string RevisionOf(RepairFacts facts)
    {
        var text = new StringBuilder();
        void Add(params IEnumerable<object?> parts) => text.AppendJoin('\t', parts).Append('\n');
        void AddVersions(IEnumerable<FilesystemVersion> versions)
        {
            foreach (var version in versions.OrderBy(one => one.CreateTxg).ThenBy(one => one.RelativeName, StringComparer.Ordinal))
                Add(version.RelativeName, version.Guid, version.CreateTxg);
        }

        Add(facts.Filesystem, facts.Target);
        AddVersions(facts.Sent);
        if (facts.Received is { } received)
        {
            Add("received", received.IsPlaceholder, received.HasPartialState, received.WrittenBytes > 0, received.LastReceived);
            AddVersions(received.Versions);
            Add(received.HeldBy.Select(held => $"{held.Key} {held.Value}"));
            Add(received.Below.Order().Select(path => path.Text));
        }

        foreach (var found in facts.Elsewhere.OrderBy(one => one.Path))
        {
            Add("elsewhere", found.Path);
            AddVersions(found.Versions);
            Add(found.Below.Order().Select(path => path.Text));
        }

        Add(FreeName(facts)?.Text);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();
}
