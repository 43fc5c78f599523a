namespace Zrepl.Engine.Tracing;

/// <summary>One run (invocation) of a job, as far as its trace is concerned.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Number">Counts the runs of this job, from 1.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record TracedRun(string Job, long Number, DateTimeOffset StartedAt);
