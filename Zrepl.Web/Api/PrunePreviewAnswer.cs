using System.Collections.Immutable;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Api;

/// <summary>What pruning one side of a job would do now, or will have done by a time to come.</summary>
/// <param name="Side"><c>sender</c>, <c>receiver</c> or <c>local</c>.</param>
/// <param name="Problem">Why it could not be looked at, or null.</param>
/// <param name="Destroyed">Snapshots that go.</param>
/// <param name="Kept">Snapshots that stay.</param>
/// <param name="Filesystems">In order of path.</param>
internal sealed record PrunePreviewAnswer(string Side, string? Problem, int Destroyed, int Kept, ImmutableArray<FilesystemPreview> Filesystems)
{
    /// <summary>How much room it gives back as ZFS estimates it; null if nothing goes or ZFS was not asked.</summary>
    public long? ReclaimedBytes { get; init; }

    /// <summary>About a time to come: snapshots taken until then that are still there.</summary>
    public int NotYetTaken { get; init; }

    /// <summary>About a time to come: when snapshots are expected, in words.</summary>
    public string Basis { get; init; } = "";

    public static PrunePreviewAnswer Of(PrunePreviewSide side) =>
        new(side.Word, side.Problem, side.Destroyed, side.Kept, [.. side.Plans.Select(FilesystemPreview.Of)])
        {
            ReclaimedBytes = side.ReclaimedBytes, NotYetTaken = side.NotYetTaken, Basis = side.Basis,
        };
}
