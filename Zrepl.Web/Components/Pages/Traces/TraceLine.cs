using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>One recorded run in the list, or what a client was served.</summary>
/// <param name="Trace">The file.</param>
/// <param name="Kind">What its state means.</param>
/// <param name="Word">Its state in a word.</param>
/// <param name="Id">Its name, which is also its id.</param>
internal sealed record TraceLine(RunTrace Trace, StateKind Kind, string Word, string Id)
{
    /// <summary>The file itself.</summary>
    public string Download => "/api/v1/traces/" + Uri.EscapeDataString(Id);

    /// <summary>What it is a recording of.</summary>
    public string Subject => Trace.Name switch { { IsOfEverything: true } => "everything", { Client: { } client } => $"requests of {client}", var run => $"run {run.Number}" };

    /// <summary>For those who do not see the row around.</summary>
    public string InFull => Trace.Name switch
    {
        { IsOfEverything: true } => "the recording of everything",
        { Client: { } client } name => $"the trace of what {name.Job} served to {client}",
        var run => $"the trace of run {run.Number} of {run.Job}",
    };

    /// <summary>The viewer.</summary>
    public string Href => TraceAddress.Of(Trace.Name);

    /// <summary>Puts it in words.</summary>
    public static TraceLine From(RunTrace trace) => new(
        trace, trace.IsRunning ? StateKind.Running : StateKind.Ok, trace.IsRunning ? "recording" : "recorded", trace.Name.ToString());
}
