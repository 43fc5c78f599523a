using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Guarantees;

/// <summary>One hold or bookmark that zrepl left on disk so that a replication can be resumed or continued.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Dataset">Where it is.</param>
/// <param name="Version">The held snapshot, or the bookmark itself.</param>
/// <param name="Job">The job it belongs to; null for a cursor of zrepl 0.2.</param>
public sealed record Guarantee(GuaranteeKind Kind, DatasetPath Dataset, FilesystemVersion Version, JobName? Job)
{
    /// <summary>Full name of the held snapshot or of the bookmark.</summary>
    public string Path => Version.On(Dataset);

    /// <summary>Tag of a hold.</summary>
    /// <exception cref="InvalidOperationException">A bookmark has no tag.</exception>
    public HoldTag Tag => (Kind, Job) switch
    {
        (GuaranteeKind.StepHold, { } job) => HoldTag.Parse(GuaranteeNames.StepHoldTag(job)),
        (GuaranteeKind.LastReceivedHold, { } job) => HoldTag.Parse(GuaranteeNames.LastReceivedTag(job)),
        _ => throw new InvalidOperationException($"{this} is not a hold."),
    };

    /// <summary>What makes it this one on disk: kind, place and owner. The version's name and holds may change under it.</summary>
    public (GuaranteeKind Kind, string Path, JobName? Job) Identity => (Kind, Path, Job);

    /// <summary>As shown by <c>zrepl zfs-abstraction list</c> (spec B2.5).</summary>
    public override string ToString() => Kind.IsHold() ? $"{Kind.Id()} \"{Tag}\" on {Path}" : $"{Kind.Id()} {Path}";

    /// <summary>The guarantee a bookmark is, or null. One whose name tells another guid than it has is none: nobody knows what it protects (spec B2.4).</summary>
    public static Guarantee? FromBookmark(DatasetPath dataset, FilesystemVersion bookmark)
    {
        if (bookmark.IsSnapshot) return null;
        if (bookmark.Name == GuaranteeNames.CursorV1) return new(GuaranteeKind.CursorV1, dataset, bookmark, null);
        return GuaranteeNames.ReadBookmark(bookmark.Name) is { } name && name.Guid == bookmark.Guid
            ? new(name.Kind, dataset, bookmark, name.Job)
            : null;
    }

    /// <summary>The guarantee a hold is, or null.</summary>
    public static Guarantee? FromHold(DatasetPath dataset, FilesystemVersion snapshot, HoldTag tag) =>
        GuaranteeNames.ReadTag(tag.Text) is { } name ? new(name.Kind, dataset, snapshot, name.Job) : null;
}
