using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>Snapshots of both sides of a dataset over their age.</summary>
/// <param name="Lanes">Here, and one for each job that copies it.</param>
/// <param name="Whole">The axis on which all of them are in sight.</param>
public sealed record TimeLine(ImmutableArray<TimeLane> Lanes, TimeScale Whole)
{
    // Beyond the oldest, so that it does not lie on the edge, and of its bucket something is seen.
    private const double Margin = 0.2;

    /// <summary>True if a job told what another side has.</summary>
    public bool IsOtherSideKnown => Lanes.Length > 1;

    /// <summary>Puts it together.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="versions">Snapshots and bookmarks of this side.</param>
    /// <param name="rules">By which jobs prune this side.</param>
    /// <param name="peers">The other sides.</param>
    /// <param name="now">The time.</param>
    internal static TimeLine From(
        DatasetPath dataset, ImmutableArray<FilesystemVersion> versions, ImmutableArray<(string Job, RetentionPolicy Rules)> rules, ImmutableArray<PeerSide> peers, DateTimeOffset now)
    {
        var here = versions.Where(version => version.IsSnapshot).ToList();
        var byName = here.ToDictionary(version => version.Name, StringComparer.Ordinal);
        var cursors = versions.Select(version => Guarantee.FromBookmark(dataset, version)).OfType<Guarantee>().Where(cursor => cursor.Kind is GuaranteeKind.Cursor)
            .ToLookup(cursor => cursor.Version.Guid);
        var there = peers.SelectMany(peer => peer.Snapshots).Select(snapshot => snapshot.Name).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<TimeLane> lanes =
        [
            Lane("Here", rules, here.Select(version =>
                new TimePoint(version.RelativeName, version.Creation, peers.IsEmpty ? null : there.Contains(version.Name), MarksOf(version, cursors[version.Guid])))),
            .. peers.Select(peer => Lane($"Other side, {peer.Job}", [(peer.Job, peer.Rules)], peer.Snapshots.Select(snapshot =>
                new TimePoint("@" + snapshot.Name, TakenAt(snapshot), byName.ContainsKey(snapshot.Name), []))) with { IsOther = true }),
        ];
        var oldest = lanes.SelectMany(lane => lane.Points).Select(point => point.At).DefaultIfEmpty(now).Min();
        return new(lanes, TimeScale.Since(oldest - ((now - oldest) * Margin), now));

        TimeLane Lane(string title, ImmutableArray<(string Job, RetentionPolicy Rules)> ruling, IEnumerable<TimePoint> points)
        {
            ImmutableArray<TimePoint> ordered = [.. points.OrderBy(point => point.At)];
            return new(title, ordered, [.. ruling.SelectMany(one => LaneGrid.Of(one.Job, one.Rules, ordered, now))]);
        }

        // Of one that is known by its arrival only, the copy on this side tells.
        DateTimeOffset TakenAt(PeerSnapshot snapshot) => snapshot.CreatedAt ?? byName.GetValueOrDefault(snapshot.Name)?.Creation ?? snapshot.KnownAt;
    }

    private static ImmutableArray<string> MarksOf(FilesystemVersion version, IEnumerable<Guarantee> cursors) =>
    [
        .. cursors.Select(cursor => $"cursor of {cursor.Job?.Text ?? "an old zrepl"}"),
        .. version.UserRefs > 0 ? [$"held {JobWords.Count(version.UserRefs.Value, "time")}"] : Array.Empty<string>(),
    ];
}
