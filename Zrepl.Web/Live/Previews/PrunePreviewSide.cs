using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Live.Previews;

/// <summary>What pruning one side of a job would do now, or will have done by a time to come.</summary>
/// <param name="Side">Which side.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
/// <param name="Plans">In order of path.</param>
public sealed record PrunePreviewSide(PruneSide Side, string? Problem, ImmutableArray<FilesystemPrunePlan> Plans)
{
    /// <summary>About a time to come: when snapshots are expected, in words; else empty.</summary>
    public string Basis { get; init; } = "";

    private IEnumerable<FilesystemPrunePlan.Planned> Planned => Plans.OfType<FilesystemPrunePlan.Planned>();

    /// <summary>Snapshots that go.</summary>
    public int Destroyed => Planned.Sum(plan => plan.Destroy.Length);

    /// <summary>Snapshots that stay; about a time to come, those of them that are there already.</summary>
    public int Kept => Planned.Sum(plan => plan.Decisions.Length - plan.Destroy.Length) - NotYetTaken;

    /// <summary>About a time to come: snapshots that are taken until then and are still there.</summary>
    public int NotYetTaken => Planned.Sum(plan => plan.Forecast?.NotYetTaken.Count ?? 0);

    /// <summary>About a time to come: snapshots that are taken and destroyed until then.</summary>
    public int TakenAndGone => Planned.Sum(plan => plan.Forecast?.TakenAndGone ?? 0);

    /// <summary>How much room it gives back as ZFS estimates it; null if nothing goes or ZFS was not asked.</summary>
    public long? ReclaimedBytes => Planned.Any(plan => plan.ReclaimedBytes is not null) ? Planned.Sum(plan => plan.ReclaimedBytes ?? 0) : null;

    /// <summary>Datasets of which a snapshot goes and whose figure is not in <see cref="ReclaimedBytes"/>.</summary>
    public int NotEstimated => Planned.Count(plan => !plan.Destroy.IsEmpty && plan.ReclaimedBytes is null);

    /// <summary>Datasets of which a snapshot goes.</summary>
    public int DatasetsConcerned => Planned.Count(plan => !plan.Destroy.IsEmpty);

    /// <summary>Its word: <c>sender</c>.</summary>
    public string Word => Side.Word();
}
