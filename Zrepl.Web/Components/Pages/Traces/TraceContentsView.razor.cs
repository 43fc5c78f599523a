using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>What is in a trace, in words.</summary>
public sealed partial class TraceContentsView : ComponentBase
{
    /// <summary>The trace.</summary>
    [Parameter, EditorRequired] public required OpenedTrace Opened { get; set; }

    private static string Summary(TraceContents contents)
    {
        string[] parts =
        [
            DurationText.Exact(contents.Length), JobWords.Count(contents.Tasks, "task"), JobWords.Count(contents.Spans, "span"),
            .. contents.Commands == 0 ? Array.Empty<string>() : [$"{JobWords.Count(contents.Commands, "zfs command")}, {DurationText.Exact(contents.CommandTime)} in all"],
            .. contents.Errors == 0 ? Array.Empty<string>() : [JobWords.Count(contents.Errors, "error")],
            .. contents.Open == 0 ? Array.Empty<string>() : [$"{contents.Open} not ended"],
        ];
        return KeptTogether.Text(string.Join(" · ", parts));
    }
}
