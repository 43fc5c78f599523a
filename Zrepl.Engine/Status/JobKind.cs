using System.Text.Json.Serialization;

namespace Zrepl.Engine.Status;

/// <summary>What a job is for: the word in <c>type</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobKind>))]
public enum JobKind
{
    /// <summary>Takes snapshots and sends them to a sink.</summary>
    [JsonStringEnumMemberName("push")]
    Push,

    /// <summary>Fetches from a source.</summary>
    [JsonStringEnumMemberName("pull")]
    Pull,

    /// <summary>Receives what push jobs send.</summary>
    [JsonStringEnumMemberName("sink")]
    Sink,

    /// <summary>Takes snapshots and offers them to pull jobs.</summary>
    [JsonStringEnumMemberName("source")]
    Source,

    /// <summary>Takes snapshots and prunes them, on this machine only.</summary>
    [JsonStringEnumMemberName("snap")]
    Snap,
}

/// <summary>What follows from the kind of a job.</summary>
public static class JobKinds
{
    /// <summary>The word in <c>type</c>.</summary>
    public static string Word(this JobKind kind) => kind switch
    {
        JobKind.Push => "push",
        JobKind.Pull => "pull",
        JobKind.Sink => "sink",
        JobKind.Source => "source",
        _ => "snap",
    };

    /// <summary>The kind with a word, or null.</summary>
    public static JobKind? Of(string word) => word switch
    {
        "push" => JobKind.Push,
        "pull" => JobKind.Pull,
        "sink" => JobKind.Sink,
        "source" => JobKind.Source,
        "snap" => JobKind.Snap,
        _ => null,
    };

    /// <summary>True if it has runs of its own, which can be asked for and cancelled: push, pull, snap.</summary>
    public static bool HasRuns(this JobKind kind) => kind is JobKind.Push or JobKind.Pull or JobKind.Snap;

    /// <summary>True if it waits for clients: sink, source.</summary>
    public static bool IsPassive(this JobKind kind) => !kind.HasRuns();
}
