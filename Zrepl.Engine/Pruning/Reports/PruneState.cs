using System.Text.Json.Serialization;

namespace Zrepl.Engine.Pruning.Reports;

/// <summary>Where a prune run stands. The names are upstream's. Source: spec 3.2.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PruneState>))]
public enum PruneState
{
    /// <summary>Looking and deciding.</summary>
    Plan,

    /// <summary>The filesystems could not be listed. Final.</summary>
    PlanErr,

    /// <summary>Destroying.</summary>
    Exec,

    /// <summary>Ended, with an error in at least one filesystem. Final.</summary>
    ExecErr,

    /// <summary>Ended without errors. Final.</summary>
    Done,
}
