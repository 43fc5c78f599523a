using System.Collections.Immutable;
using Zrepl.Engine.Guarantees;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data.Runs;
using Zrepl.Zfs.Versions;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>Snapshots of both sides of a dataset over their age, which is drawn logarithmically: what is new is what one looks for.</summary>
/// <param name="Lanes">Here, and one for each job that copies it.</param>
/// <param name="Ticks">Ages on the axis.</param>
/// <param name="LeftOut">Old snapshots that have no room in the drawing.</param>
public sealed record TimeLine(ImmutableArray<TimeLane> Lanes, ImmutableArray<(string Word, double X)> Ticks, int LeftOut)
{
    private const int MostPoints = 400;

    // Below it the axis is linear.
    private static readonly TimeSpan Unit = TimeSpan.FromMinutes(1);

    private static readonly (string Word, TimeSpan Age)[] Ages =
    [
        ("1 min", TimeSpan.FromMinutes(1)), ("10 min", TimeSpan.FromMinutes(10)), ("1 h", TimeSpan.FromHours(1)), ("6 h", TimeSpan.FromHours(6)),
        ("1 d", TimeSpan.FromDays(1)), ("1 week", TimeSpan.FromDays(7)), ("1 month", TimeSpan.FromDays(30)), ("1 year", TimeSpan.FromDays(365)),
        ("5 years", TimeSpan.FromDays(5 * 365)),
    ];

    /// <summary>True if a job told what another side has.</summary>
    public bool IsOtherSideKnown => Lanes.Length > 1;

    /// <summary>Puts it together.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="versions">Snapshots and bookmarks of this side.</param>
    /// <param name="peers">What other sides are known to have, by job.</param>
    /// <param name="now">The time.</param>
    internal static TimeLine From(
        Zrepl.Zfs.Names.DatasetPath dataset, ImmutableArray<FilesystemVersion> versions, ImmutableArray<(string Job, ImmutableArray<PeerSnapshot> Snapshots)> peers, DateTimeOffset now)
    {
        var here = versions.Where(version => version.IsSnapshot).ToList();
        var byName = here.ToDictionary(version => version.Name, StringComparer.Ordinal);
        var cursors = versions.Select(version => Guarantee.FromBookmark(dataset, version)).OfType<Guarantee>().Where(cursor => cursor.Kind is GuaranteeKind.Cursor)
            .ToLookup(cursor => cursor.Version.Guid);
        var there = peers.SelectMany(peer => peer.Snapshots).Select(snapshot => snapshot.Name).ToHashSet(StringComparer.Ordinal);
        var oldest = here.Select(version => version.Creation).Concat(peers.SelectMany(peer => peer.Snapshots).Select(TakenAt)).DefaultIfEmpty(now).Min();
        var longest = Math.Max((now - oldest).TotalSeconds, Unit.TotalSeconds);
        var lanes = ImmutableArray.CreateBuilder<TimeLane>();
        lanes.Add(Lane("Here", here.Select(version => new TimePoint(
            version.RelativeName, version.Creation, X(version.Creation), peers.IsEmpty ? null : there.Contains(version.Name), MarksOf(version, cursors[version.Guid])))));
        foreach (var (job, snapshots) in peers)
        {
            lanes.Add(Lane($"Other side, {job}", snapshots.Select(snapshot => new TimePoint(
                "@" + snapshot.Name, TakenAt(snapshot), X(TakenAt(snapshot)), byName.ContainsKey(snapshot.Name), []))));
        }

        var all = lanes.Sum(lane => lane.Points.Length);
        var leftOut = here.Count + peers.Sum(peer => peer.Snapshots.Length) - all;
        return new(lanes.ToImmutable(), [.. Ages.Select(age => (age.Word, X(now - age.Age))).Where(tick => tick.Item2 is > 3 and < 94)], leftOut);

        double X(DateTimeOffset at)
        {
            var age = Math.Max(0, (now - at).TotalSeconds);
            return 100 * (1 - Math.Log(1 + (age / Unit.TotalSeconds)) / Math.Log(1 + (longest / Unit.TotalSeconds)));
        }

        // Of one that is known by its arrival only, the copy on this side tells.
        DateTimeOffset TakenAt(PeerSnapshot snapshot) => snapshot.CreatedAt ?? byName.GetValueOrDefault(snapshot.Name)?.Creation ?? snapshot.KnownAt;
    }

    private static TimeLane Lane(string title, IEnumerable<TimePoint> points) => new(title, [.. points.OrderBy(point => point.At).TakeLast(MostPoints)]);

    private static ImmutableArray<string> MarksOf(FilesystemVersion version, IEnumerable<Guarantee> cursors) =>
    [
        .. cursors.Select(cursor => $"cursor of {cursor.Job?.Text ?? "an old zrepl"}"),
        .. version.UserRefs > 0 ? [$"held {JobWords.Count(version.UserRefs.Value, "time")}"] : Array.Empty<string>(),
    ];
}
