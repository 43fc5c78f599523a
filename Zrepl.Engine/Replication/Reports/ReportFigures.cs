namespace Zrepl.Engine.Replication.Reports;

/// <summary>What can be computed from a report; shared by metrics, dashboard and command line. Source: spec 1.11.3.</summary>
public static class ReportFigures
{
    /// <summary>Sums over the steps of one filesystem.</summary>
    public static ByteFigures Bytes(this FilesystemReport filesystem)
    {
        var sum = ByteFigures.Zero;
        foreach (var step in filesystem.Steps) sum += ByteFigures.Of(step.Info);
        return sum;
    }

    /// <summary>Sums over all filesystems of one attempt.</summary>
    public static ByteFigures Bytes(this AttemptReport attempt)
    {
        var sum = ByteFigures.Zero;
        foreach (var filesystem in attempt.Filesystems) sum += filesystem.Bytes();
        return sum;
    }

    /// <summary>Filesystems that failed in the latest attempt: 0 without attempts, -1 if it failed before it knew any.</summary>
    public static int FailedCount(this ReplicationReport report) => report.Attempts.LastOrDefault() switch
    {
        { State: AttemptState.PlanningError } => -1,
        { State: AttemptState.FilesystemError } latest => latest.Filesystems.Count(filesystem => filesystem.Error is not null),
        _ => 0,
    };

    /// <summary>The running or next step; null if there is none or the filesystem is not stepping.</summary>
    public static StepInfo? NextStep(this FilesystemReport filesystem) =>
        filesystem.State == FilesystemState.Stepping && filesystem.CurrentStep < filesystem.Steps.Length
            ? filesystem.Steps[filesystem.CurrentStep].Info
            : null;

    /// <summary>Number of the step as people count, out of the number of steps.</summary>
    public static int CurrentStepForPeople(this FilesystemReport filesystem) =>
        filesystem.CurrentStep >= filesystem.Steps.Length ? filesystem.CurrentStep : filesystem.CurrentStep + 1;

    /// <summary>True while it works rather than waits: the <c>*</c> of <c>zrepl status</c>.</summary>
    public static bool IsActive(this FilesystemReport filesystem) =>
        filesystem is { BlockedOn: BlockedOn.Nothing, State: FilesystemState.Planning or FilesystemState.Stepping };

    /// <summary><c>next: @from => @to (resumed)</c> or <c>next: full send @to</c>; empty if there is no next step.</summary>
    public static string NextStepText(this FilesystemReport filesystem) => filesystem.NextStep() is not { } next
        ? ""
        : (next.From.Length == 0 ? $"next: full send {next.To}" : $"next: {next.From} => {next.To}") + (next.Resumed ? " (resumed)" : "");
}
