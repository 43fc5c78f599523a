using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Web.Api;

/// <summary>A recorded run in the REST API; number 0 and job <c>_everything</c> stand for a recording of everything.</summary>
internal sealed record TraceAnswer(string Id, string Job, long Number, DateTimeOffset Started, double Seconds, long Bytes, bool IsRecording)
{
    public static TraceAnswer Of(RunTrace trace) =>
        new(trace.Name.ToString(), trace.Name.Job, trace.Name.Number, trace.Name.StartedAt, trace.Length.TotalSeconds, trace.Bytes, trace.IsRunning);
}
