namespace Zrepl.Engine.Tracing;

/// <summary>One run (invocation) of a job, or what a sink or source job was asked for by one client in one go, as far as its trace is concerned.</summary>
/// <param name="Job">Name of the job.</param>
/// <param name="Number">Counts the runs of this job, or what it served since the daemon began, from 1.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Client">Identity of the client that was served; null for a run.</param>
public sealed record TracedRun(string Job, long Number, DateTimeOffset StartedAt, string? Client = null);
