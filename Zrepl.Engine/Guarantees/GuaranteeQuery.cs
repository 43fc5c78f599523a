using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Guarantees;

/// <summary>Which holds and bookmarks of a host are asked for (spec B3.1).</summary>
public sealed record GuaranteeQuery
{
    /// <summary>Only this dataset, which has to exist; null: those of <see cref="Filesystems"/>.</summary>
    public DatasetPath? Dataset { get; init; }

    /// <summary>Only datasets this includes.</summary>
    public FilesystemFilter Filesystems { get; init; } = FilesystemFilter.Everything;

    /// <summary>Only these kinds.</summary>
    public IReadOnlySet<GuaranteeKind> Kinds { get; init; } = GuaranteeKinds.All;

    /// <summary>Only this job's and those that belong to no job; null: all.</summary>
    public JobName? Job { get; init; }

    /// <summary>How many datasets are looked at at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>True if a guarantee on a dataset of the query is asked for.</summary>
    public bool Wants(Guarantee guarantee) => Kinds.Contains(guarantee.Kind) && (Job is null || guarantee.Job is null || guarantee.Job == Job);
}
