using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Web.Api;

/// <summary>A recorded run in the REST API.</summary>
internal sealed record TraceAnswer(string Id, string Job, long Number, DateTimeOffset Started, long Bytes, bool IsRecording)
{
    public static TraceAnswer Of(RunTrace trace) =>
        new(trace.Name.ToString(), trace.Name.Job, trace.Name.Number, trace.Name.StartedAt, trace.Bytes, trace.IsRunning);
}
