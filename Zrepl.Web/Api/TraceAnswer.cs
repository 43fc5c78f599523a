using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Web.Api;

/// <summary>A recorded run in the REST API, or with a client what a sink or source job served to it; number 0 and job <c>_everything</c> stand for a recording of everything.</summary>
internal sealed record TraceAnswer(string Id, string Job, long Number, DateTimeOffset Started, double Seconds, long Bytes, bool IsRecording, string? Client = null)
{
    public static TraceAnswer Of(RunTrace trace) =>
        new(trace.Name.ToString(), trace.Name.Job, trace.Name.Number, trace.Name.StartedAt, trace.Length.TotalSeconds, trace.Bytes, trace.IsRunning, trace.Name.Client);
}
