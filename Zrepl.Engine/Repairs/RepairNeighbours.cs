using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Repairs;

/// <summary>What else of the configuration has to do with the place where a copy is: nobody's copy is taken away, and nothing is put where another job works.</summary>
public sealed record RepairNeighbours
{
    /// <summary>Nothing else.</summary>
    public static RepairNeighbours None { get; } = new();

    /// <summary><c>root_fs</c> of the job that receives; null: not looked for.</summary>
    public DatasetPath? RootFilesystem { get; init; }

    /// <summary>Other jobs whose copies are below the same root, and the side that says which.</summary>
    public ImmutableArray<(JobName Job, ISender Sender)> Senders { get; init; } = [];

    /// <summary>Roots below which other jobs receive.</summary>
    public ImmutableArray<(JobName Job, DatasetPath Root)> Roots { get; init; } = [];

    /// <summary>Jobs that take snapshots on the machine of the copy.</summary>
    public ImmutableArray<LocalJob> JobsThere { get; init; } = [];

    /// <summary>What the job does where there is no copy.</summary>
    public InitialReplication Initial { get; init; } = InitialReplication.MostRecent;
}
