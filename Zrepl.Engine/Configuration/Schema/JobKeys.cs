using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Schedules;
using Zrepl.Engine.Stalls;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>Keys that several types of jobs have.</summary>
/// <typeparam name="TJob">The type of job.</typeparam>
internal static class JobKeys<TJob>
    where TJob : JobDefinition
{
    public static readonly Key<TJob, JobName> Name = new("name", Scalars.JobName, j => j.Name,
        "Name of the job. It is part of holds and bookmarks on disk: a job that is renamed loses track of them.") { IsRequired = true };

    public static readonly Key<TJob, bool> Enabled = new("enabled", Scalars.Boolean, j => j.IsEnabled,
        "False: show the job, but do not run it.") { Default = true, IsExtension = true };

    public static readonly Key<TJob, string> Description = new("description", Scalars.Text("nightly copy"), j => j.Description,
        "A few words for people.") { Default = "", IsExtension = true };

    public static readonly Key<TJob, AlertsDefinition> Alerts = AlertsSchema.Key<TJob>();

    public static readonly Key<TJob, PruneApprovalDefinition> PruneApproval = PruneApprovalSchema.Key<TJob>();

    public static readonly Key<TJob, StallLimits> Stall = StallSchema.Key<TJob>();

    /// <summary>The key <c>connect</c>.</summary>
    public static Key<TJob, ConnectDefinition> Connect(Func<TJob, ConnectDefinition> read) =>
        new("connect", ConnectSchema.Shape, read, "How to reach the other side.")
        { IsRequired = true, Words = "cannot build client", Example = "{type: local, listener_name: x, client_identity: y}" };

    /// <summary>The key <c>serve</c>.</summary>
    public static Key<TJob, ServeDefinition> Serve(Func<TJob, ServeDefinition> read) =>
        new("serve", ServeSchema.Shape, read, "How clients reach the job, and who they are.")
        { IsRequired = true, Words = "cannot build listener factory", Example = "{type: local, listener_name: x}" };

    /// <summary>The key <c>filesystems</c>.</summary>
    public static Key<TJob, FilesystemFilter> Filesystems(Func<TJob, FilesystemFilter> read) =>
        new("filesystems", FilterShape.Instance, read,
            "Datasets the job is about: name, or name< with all below it; the longest match decides.")
        { IsRequired = true, Words = "cannot build filesystem filter" };

    /// <summary>The key <c>send</c>; the words differ by type of job.</summary>
    public static Key<TJob, SendDefinition> Send(Func<TJob, SendDefinition> read, string words) =>
        new("send", SendSchema.Shape, read, "How streams are made.") { Default = new(), Words = words };

    /// <summary>The key <c>recv</c>.</summary>
    public static Key<TJob, ReceiveDefinition> Receive(Func<TJob, ReceiveDefinition> read) =>
        new("recv", ReceiveSchema.Shape, read, "How streams are received.") { Default = ReceiveDefinition.Default };

    /// <summary>The key <c>cron</c> of active jobs.</summary>
    public static Key<TJob, CronExpression> Cron(Func<TJob, ReplicationTrigger> read) =>
        new("cron", Scalars.Cron, j => (read(j) as ReplicationTrigger.Cron)?.Expression, "Replicate at times of day; five or six fields.")
        { Default = null, IsExtension = true };
}
