namespace Zrepl.Engine.Replication.Reports;

/// <summary>A step as it stands in a report: Go wraps it once.</summary>
/// <param name="Info">The step.</param>
public sealed record StepReport(StepInfo Info);
