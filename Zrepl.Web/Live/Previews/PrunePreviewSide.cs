using System.Collections.Immutable;
using Zrepl.Engine.Pruning.Planning;

namespace Zrepl.Web.Live.Previews;

/// <summary>What pruning one side of a job would do now.</summary>
/// <param name="Side">Which side.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
/// <param name="Plans">In order of path.</param>
public sealed record PrunePreviewSide(PruneSide Side, string? Problem, ImmutableArray<FilesystemPrunePlan> Plans)
{
    private IEnumerable<FilesystemPrunePlan.Planned> Planned => Plans.OfType<FilesystemPrunePlan.Planned>();

    /// <summary>Snapshots that go.</summary>
    public int Destroyed => Planned.Sum(plan => plan.Destroy.Length);

    /// <summary>Snapshots that stay.</summary>
    public int Kept => Planned.Sum(plan => plan.Decisions.Length - plan.Destroy.Length);

    /// <summary>Datasets of which a snapshot goes.</summary>
    public int DatasetsConcerned => Planned.Count(plan => !plan.Destroy.IsEmpty);

    /// <summary>Its word: <c>sender</c>.</summary>
    public string Word => Side.Word();
}
