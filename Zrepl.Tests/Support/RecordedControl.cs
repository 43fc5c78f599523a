using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;

namespace Zrepl.Tests.Support;

/// <summary>Writes down what an operator asked for and answers what the test wants.</summary>
internal sealed class RecordedControl : IJobControl
{
    public List<string> Asked { get; } = [];

    public JobAnswer Answer { get; set; } = new(JobOutcome.Done, "done");

    public ImmutableArray<string> JobNames => [];

    public JobAnswer Wakeup(string job, RunScope scope = RunScope.Everything) => Note(scope is RunScope.Everything ? "wakeup" : $"wakeup {scope}", job);

    public JobAnswer Reset(string job) => Note("reset", job);

    public JobAnswer Snapshot(string job) => Note("snapshot", job);

    public JobAnswer ResetSnapshotting(string job) => Note("reset-snapshotting", job);

    public JobAnswer Pause(string job, DateTimeOffset? until = null) =>
        Note(until is { } end ? $"pause until {end.UtcDateTime:yyyy-MM-ddTHH:mm}" : "pause", job);

    public JobAnswer Resume(string job) => Note("resume", job);

    public JobAnswer ApprovePruning(string job, string revision) => Note($"approve {revision}", job);

    public JobAnswer Signal(string job, string operation) => Note(operation, job);

    private JobAnswer Note(string what, string job)
    {
        Asked.Add($"{what} {job}");
        return Answer;
    }
}
