using Zrepl.Engine.Replication.Reports;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Shared;

/// <summary>One dataset of a replication in words.</summary>
/// <param name="Name">The dataset.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">State in a word.</param>
/// <param name="Step"><c>step 2 of 3</c>; empty before it is planned.</param>
/// <param name="Part">From 0 to 1; null if the amount is unknown.</param>
/// <param name="Amount">How much of how much.</param>
/// <param name="Rate">Bytes per second; null if unknown.</param>
/// <param name="TimeLeft">In words; empty if unknown.</param>
/// <param name="Snapshots">From where to where the running step goes; empty if none runs.</param>
/// <param name="Marks">What is special about it: <c>full</c>, <c>resumed</c>, <c>raw</c>.</param>
/// <param name="Error">Its error in full, or null.</param>
/// <param name="Warning">Something to know, or null.</param>
public sealed record DatasetLine(
    string Name, StateKind Kind, string Word, string Step, double? Part, string Amount, double? Rate, string TimeLeft, string Snapshots,
    string Marks, string? Error, string? Warning)
{
    private const double MostOfFailed = 0.95; // however long the stream was: a full bar would say that all of it has arrived

    /// <summary>Puts it in words.</summary>
    /// <param name="filesystem">The dataset.</param>
    /// <param name="rate">Its bytes per second.</param>
    /// <param name="stream">What is special about the streams of the job: <c>raw</c>, <c>encrypted</c>; empty if nothing is, or it is not known.</param>
    public static DatasetLine From(FilesystemReport filesystem, double? rate, string stream = "")
    {
        var bytes = filesystem.Bytes();
        var moves = filesystem.IsActive() && filesystem.State is FilesystemState.Stepping;
        var step = filesystem.NextStep();
        return new(
            filesystem.Info.Name, KindOf(filesystem), WordOf(filesystem),
            filesystem.Steps.IsEmpty ? "" : $"step {filesystem.CurrentStepForPeople()} of {filesystem.Steps.Length}",
            filesystem.State is FilesystemState.Done ? 1 : filesystem.Error is null ? PartOf(bytes) : PartOf(bytes) is { } part ? Math.Min(part, MostOfFailed) : null, AmountOf(filesystem, bytes), moves ? rate : null,
            moves ? LeftOf(TransferRate.TimeLeft(bytes, rate)) : "",
            step is null ? "" : step.From.Length == 0 ? $"everything up to {step.To}" : $"{step.From} → {step.To}",
            string.Join(" · ", MarksOf(step, stream)), filesystem.Error?.Err, filesystem.Stalled ?? filesystem.Warning);
    }

    /// <summary>From 0 to 1; null if the amount is unknown.</summary>
    public static double? PartOf(ByteFigures bytes) => bytes.Expected > 0 ? Math.Clamp((double)bytes.Replicated / bytes.Expected, 0, 1) : null;

    /// <summary>How much of how much.</summary>
    public static string AmountOf(ByteFigures bytes) => bytes switch
    {
        { Expected: 0, Replicated: 0 } => "",
        _ when bytes.Replicated > bytes.Expected => ByteText.Of(bytes.Replicated), // nothing is known of the rest; small streams are always longer than their estimate
        { IsImprecise: true } => $"{ByteText.Of(bytes.Replicated, bytes.Expected)} or more",
        _ => ByteText.Of(bytes.Replicated, bytes.Expected),
    };

    /// <summary><c>16 s left</c>; empty if unknown.</summary>
    public static string LeftOf(TimeSpan? left) => left is { } time ? $"{DurationText.Exact(time)} left" : "";

    // What it was estimated to be says nothing any more.
    private static string AmountOf(FilesystemReport filesystem, ByteFigures bytes) =>
        filesystem is { State: FilesystemState.Done, Steps.IsEmpty: false } ? ByteText.Of(bytes.Replicated) : AmountOf(bytes);

    private static StateKind KindOf(FilesystemReport filesystem) => filesystem switch
    {
        { Error: not null } => StateKind.Failed,
        { State: FilesystemState.Done } => StateKind.Ok,
        { Stalled: not null } => StateKind.Late,
        _ when filesystem.IsActive() => StateKind.Running,
        _ => StateKind.Idle,
    };

    private static string WordOf(FilesystemReport filesystem) => filesystem switch
    {
        { Error: not null } => "failed",
        { State: FilesystemState.Done, Steps.IsEmpty: true } => "up to date",
        { State: FilesystemState.Done } => "done",
        { BlockedOn: BlockedOn.ParentInitialReplication } => "waits for its parent",
        { BlockedOn: BlockedOn.PlanQueue or BlockedOn.ReplicationQueue } => "waits its turn",
        { State: FilesystemState.Planning } => "planning",
        { Stalled: not null } => "stalled",
        _ => "sending",
    };

    private static IEnumerable<string> MarksOf(StepInfo? step, string stream)
    {
        if (step is null) yield break;
        if (step is { From.Length: 0, Resumed: false }) yield return "full";
        if (step is { Resumed: true }) yield return "resumed";
        if (stream.Length > 0) yield return stream;
        if (step is { BytesExpected: 0 }) yield return "size unknown";
    }
}
