using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Repairs;

/// <summary>Everything that decides how the copy of one dataset can be repaired, as of one look at both sides.</summary>
public sealed record RepairFacts
{
    /// <summary>The dataset, as the sender names it.</summary>
    public required DatasetPath Filesystem { get; init; }

    /// <summary>Where its copy belongs on this machine.</summary>
    public required DatasetPath Target { get; init; }

    /// <summary>What the sender has, bookmarks included, in any order.</summary>
    public required ImmutableArray<FilesystemVersion> Sent { get; init; }

    /// <summary>What is at the copy's place; null: nothing.</summary>
    public ReceivedDataset? Received { get; init; }

    /// <summary>Datasets in other places below the same root that have snapshots in common with the sender's dataset, in order of name.</summary>
    public ImmutableArray<FoundElsewhere> Elsewhere { get; init; } = [];

    /// <summary>Names that are taken: datasets that are there, and places of copies that are not there yet.</summary>
    public ImmutableHashSet<DatasetPath> Taken { get; init; } = [];

    /// <summary>Jobs that take snapshots on the machine of the copy, and what they are about.</summary>
    public ImmutableArray<LocalJob> JobsThere { get; init; } = [];

    /// <summary>What the job does where there is no copy.</summary>
    public InitialReplication Initial { get; init; } = InitialReplication.MostRecent;
}

/// <summary>What is at the place of a copy.</summary>
public sealed record ReceivedDataset
{
    /// <summary>Snapshots and bookmarks, in any order.</summary>
    public required ImmutableArray<FilesystemVersion> Versions { get; init; }

    /// <summary>The snapshots, oldest first.</summary>
    public ImmutableArray<FilesystemVersion> Snapshots => [.. Versions.Where(version => version.IsSnapshot).OrderBy(version => version.CreateTxg)];

    /// <summary>True for a placeholder of ours.</summary>
    public bool IsPlaceholder { get; init; }

    /// <summary>True if the state of an interrupted receive is stored there.</summary>
    public bool HasPartialState { get; init; }

    /// <summary>Bytes written since the newest snapshot.</summary>
    public long WrittenBytes { get; init; }

    /// <summary>Guid of the newest snapshot that this job is known to have received: it holds it. Null: nothing tells.</summary>
    public ulong? LastReceived { get; init; }

    /// <summary>Snapshots that somebody holds, by guid, with the tags. The job's own hold on what it received is not among them.</summary>
    public ImmutableSortedDictionary<ulong, string> HeldBy { get; init; } = ImmutableSortedDictionary<ulong, string>.Empty;

    /// <summary>Snapshots that have clones, by guid, with the names of those.</summary>
    public ImmutableSortedDictionary<ulong, string> Clones { get; init; } = ImmutableSortedDictionary<ulong, string>.Empty;

    /// <summary>True if it is mounted, so that somebody may have put files into it.</summary>
    public bool IsMounted { get; init; }

    /// <summary>Datasets below it.</summary>
    public ImmutableArray<DatasetPath> Below { get; init; } = [];
}

/// <summary>A job that takes snapshots of, sends or prunes datasets of a machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Filesystems">What it is about.</param>
public sealed record LocalJob(JobName Name, FilesystemFilter Filesystems);

/// <summary>A dataset in another place that has snapshots in common with what is sent.</summary>
/// <param name="Path">The dataset.</param>
/// <param name="Versions">Its snapshots and bookmarks.</param>
/// <param name="Below">Datasets below it.</param>
/// <param name="Owner">Another job that receives there; null: none is known to.</param>
public sealed record FoundElsewhere(DatasetPath Path, ImmutableArray<FilesystemVersion> Versions, ImmutableArray<DatasetPath> Below, JobName? Owner = null);
