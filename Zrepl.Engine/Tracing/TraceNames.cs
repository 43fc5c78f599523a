namespace Zrepl.Engine.Tracing;

/// <summary>
/// Names of tasks and spans, the same as in Go zrepl wherever the activity is the same: people search traces and logs for them
/// (spec F1, "Names in use").
/// </summary>
public static class TraceNames
{
    /// <summary>Task of every command, the daemon included.</summary>
    public const string Command = "internal/cli.(*Subcommand).run";

    /// <summary>Task of a push or pull job; its span adds the job's name.</summary>
    public const string ActiveSideJob = "active-side-job";

    /// <summary>Task of a sink or source job; its span adds the job's name.</summary>
    public const string PassiveSideJob = "passive-side-job";

    /// <summary>Task of a snap job; its span adds the job's name.</summary>
    public const string SnapJob = "snap-job";

    /// <summary>Task that waits for the next periodic snapshot or wakeup.</summary>
    public const string Periodic = "periodic";

    /// <summary>Task of the snapshots of a snap job.</summary>
    public const string Snapshotting = "snapshotting";

    /// <summary>Span of one round of periodic snapshots.</summary>
    public const string SnapperRun = "internal/daemon/snapper.(*Periodic).Run";

    /// <summary>Span of the pruning of a snap job.</summary>
    public const string SnapJobPrune = "snap-job-do-prune";

    /// <summary>Task around the requests that one client makes in one go; its span adds the client's identity. Ours.</summary>
    public const string Client = "client";

    /// <summary>Task of one request of a peer; see <see cref="HandlerText"/>.</summary>
    public const string Handler = "handler";

    /// <summary>Span of the replication of a run.</summary>
    public const string Replication = "replication";

    /// <summary>Span of pruning the sender.</summary>
    public const string PruneSender = "prune_sender";

    /// <summary>Span of pruning the receiver; spelt as upstream spells it.</summary>
    public const string PruneReceiver = "prune_recever";

    /// <summary>Span of planning one attempt.</summary>
    public const string Plan = "plan";

    /// <summary>Task that lists the receiver while the sender is listed; ours.</summary>
    public const string ListReceiver = "list-receiver";

    /// <summary>Span of executing one attempt.</summary>
    public const string DoReplication = "do-repl";

    /// <summary>Task of one filesystem; its span adds the name of the filesystem.</summary>
    public const string ReplicateFilesystem = "repl-fs";

    /// <summary>Span of waiting for a turn in the step queue.</summary>
    public const string WaitForStep = "internal/replication/driver.(*stepQueue).WaitReady";

    /// <summary>Group and tasks that ask for the sizes of steps.</summary>
    public const string ComputeSizeEstimate = "compute-size-estimate";

    /// <summary>Task or start of the span of a <c>zfs</c> command.</summary>
    public const string ZfsCommand = "zfscmd";

    /// <summary>What follows <see cref="Handler"/> in its span: <c>job="J" client="C" method="M"</c>.</summary>
    /// <param name="job">The passive job.</param>
    /// <param name="client">Identity of the peer.</param>
    /// <param name="method">Such as <c>control:///Replication/ListFilesystems</c>.</param>
    public static string HandlerText(string job, string client, string method) => $"job=\"{job}\" client=\"{client}\" method=\"{method}\"";

    /// <summary>Span of one call to the peer, such as <c>rpc.client.ListFilesystems</c>.</summary>
    public static string RpcClient(string method) => $"rpc.client.{method}";

    /// <summary>Span of one replication step; <paramref name="from"/> is null for a full send.</summary>
    public static string Step(string? from, string to) => from is null ? $"step => {to}" : $"step {from} => {to}";
}
