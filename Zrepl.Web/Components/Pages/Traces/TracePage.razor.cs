using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>One trace in the viewer: by its name, or the one of a run that the history knows.</summary>
public sealed partial class TracePage : ComponentBase
{
    // The begin in the history and that in the trace are read from the clock one after the other.
    private static readonly TimeSpan SameBegin = TimeSpan.FromSeconds(30);

    private TraceLine? _line;
    private long? _run;
    private string? _trouble;
    private bool _isLoaded;

    /// <summary>Name of the trace; null if the run is named instead.</summary>
    [Parameter] public string? Id { get; set; }

    /// <summary>Ids of the span to begin with.</summary>
    [SupplyParameterFromQuery(Name = "span")] public string? Span { get; set; }

    /// <summary>Of a run: its job.</summary>
    [SupplyParameterFromQuery(Name = "job")] public string? Job { get; set; }

    /// <summary>Of a run: its number.</summary>
    [SupplyParameterFromQuery(Name = "number")] public long Number { get; set; }

    /// <summary>Of a run: its begin, in milliseconds since 1970.</summary>
    [SupplyParameterFromQuery(Name = "at")] public string? At { get; set; }

    /// <summary>The recorder.</summary>
    [Inject] public required RunTraceFiles Files { get; init; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    private string Title => _line?.Trace.Name switch
    {
        null => "Trace",
        { IsOfEverything: true } => "Everything",
        { Client: { } client } served => $"What {served.Job} served to {client}",
        var name => $"Trace of run {name.Number} of {name.Job}",
    };

    private string FileName => _line is { } line ? line.Id[..^".trace.json".Length] : "trace";

    private string LogHref => _line is { Trace: var trace }
        ? LogAddress.Of(trace.Name.Job, trace.Name.StartedAt, trace.IsRunning ? null : trace.WrittenAt + TimeSpan.FromSeconds(1))
        : "/logs";

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var found = Find();
            _line = found is null ? null : TraceLine.From(found);
            _trouble = null;
            _run = found is { Name: { IsOfEverything: false, Client: null } name } ? await History.FindIdAsync(name.Job, name.Number, CancellationToken.None) : null;
        }
        catch (DatabaseUnavailableException)
        {
            _run = null; // only the link to the report is missing then; the page of runs says why
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _trouble = failure.Message;
        }

        _isLoaded = true;
    }

    private RunTrace? Find()
    {
        var all = Files.List();
        if (Id is not null) return RunTraceName.TryParse(Id, out var name) ? all.FirstOrDefault(trace => trace.Name == name) : null;
        var begun = LogFilter.MomentOf(At ?? "") ?? DateTimeOffset.MaxValue;
        return all.Where(trace => trace.Name.Job == Job && trace.Name.Client is null && trace.Name.Number == Number && (trace.Name.StartedAt - begun).Duration() < SameBegin)
            .MinBy(trace => (trace.Name.StartedAt - begun).Duration());
    }
}
