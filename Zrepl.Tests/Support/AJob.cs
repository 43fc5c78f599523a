using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Tests.Support;

/// <summary>Statuses of jobs as the engine would publish them.</summary>
internal static class AJob
{
    public static readonly DateTimeOffset Now = new(2026, 2, 14, 14, 2, 30, TimeSpan.Zero);

    /// <summary>A push job that waits and has never run.</summary>
    public static JobStatus Named(string name, JobKind kind = JobKind.Push) => new()
    {
        Name = JobName.Parse(name), Kind = kind, Peer = kind is JobKind.Snap ? "" : "tcp nas:8888", PhaseSince = Now.AddHours(-1),
        Phase = kind.HasRuns() ? JobPhase.Waiting : JobPhase.Serving, CanBeWokenUp = kind.HasRuns(),
    };

    public static JobStatus Succeeded(this JobStatus job, long bytes = 412 << 20, long number = 1) =>
        job with { LastRun = Run(number, RunOutcome.Succeeded, bytes), LastSuccessAt = Now.AddMinutes(-3) };

    public static JobStatus Failed(this JobStatus job, string text, string whatToDo = "") =>
        job with { LastRun = Run(1, RunOutcome.Partial) with { Error = text }, Problem = new(text, whatToDo, Now.AddMinutes(-3)), ConsecutiveFailures = 1 };

    /// <summary>A run under way that has sent some of its bytes; the rate is one GiB per second.</summary>
    public static JobStatus Replicating(this JobStatus job, long sent, long of, params FilesystemReport[] filesystems)
    {
        var bytes = new ByteFigures(of << 30, sent << 30, IsImprecise: false);
        return job with
        {
            Phase = JobPhase.Replicating, PhaseSince = Now, Running = new(7, RunReason.Snapshots, Now.AddSeconds(-sent)),
            Replication = Report(AttemptState.FanOutFilesystems, filesystems), Transfer = new(bytes, 1 << 30, TimeSpan.FromSeconds(of - sent)),
        };
    }

    public static RunResult Run(long number, RunOutcome outcome, long bytes = 0) => new()
    {
        Number = number, Reason = RunReason.Schedule, StartedAt = Now.AddMinutes(-4), FinishedAt = Now.AddMinutes(-4).AddSeconds(16),
        Outcome = outcome, BytesReplicated = bytes,
    };

    public static ReplicationReport Report(AttemptState state, params FilesystemReport[] filesystems) =>
        new(Now, null, null, null, null, [new AttemptReport(state, Now, null, null, [.. filesystems])]);

    /// <summary>A dataset in its second step of three, with 3 of 10 GiB sent.</summary>
    public static FilesystemReport Sending(string name) => new(
        new(name), FilesystemState.Stepping, BlockedOn.Nothing, null, null, 1, [Step("@a", "@b", 2, 2), Step("@b", "@c", 4, 1), Step("@c", "@d", 4, 0)]);

    public static FilesystemReport Done(string name) => new(
        new(name), FilesystemState.Done, BlockedOn.Nothing, null, null, 1, [Step("@a", "@b", 1, 1)]);

    public static FilesystemReport Broken(string name, string error) => new(
        new(name), FilesystemState.StepError, BlockedOn.Nothing, null, new(error, Now.AddMinutes(-3)), 0, [Step("@a", "@b", 1, 0)]);

    public static PrunedFilesystem Pruned(string name, int destroyed, int kept, string error = "") => new(
        name, [.. Enumerable.Range(0, destroyed + kept).Select(Snapshot)], [.. Enumerable.Range(0, destroyed).Select(Snapshot)], "", error);

    private static PrunedSnapshot Snapshot(int number) => new($"zrepl_{number}", true, Now.AddHours(-number));

    private static StepReport Step(string from, string to, long expected, long replicated) =>
        new(new StepInfo(from, to, Resumed: false, expected << 30, replicated << 30));
}
