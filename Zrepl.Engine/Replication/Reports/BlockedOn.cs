using System.Text.Json.Serialization;

namespace Zrepl.Engine.Replication.Reports;

/// <summary>What a filesystem waits for. Source: spec 1.11.1.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BlockedOn>))]
public enum BlockedOn
{
    /// <summary>It works, or has ended.</summary>
    [JsonStringEnumMemberName("nothing")]
    Nothing,

    /// <summary>A turn to be planned.</summary>
    [JsonStringEnumMemberName("plan-queue")]
    PlanQueue,

    /// <summary>The first step of a filesystem above it.</summary>
    [JsonStringEnumMemberName("parent-initial-repl")]
    ParentInitialReplication,

    /// <summary>A turn for its next step.</summary>
    [JsonStringEnumMemberName("repl-queue")]
    ReplicationQueue,
}
