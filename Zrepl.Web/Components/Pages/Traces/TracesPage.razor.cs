using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Tracing.Chrome;
using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>The recorded runs: what is in each, and the files.</summary>
public sealed partial class TracesPage : LiveComponent
{
    private const int AtOnce = 100;

    private readonly Dictionary<string, OpenedTrace> _open = new(StringComparer.Ordinal);
    private IReadOnlyList<TraceLine> _lines = [];
    private IReadOnlyList<string> _jobs = [];
    private const string Runs = "runs", Requests = "requests";

    private static readonly ImmutableArray<(string Seconds, string Words)> Lengths = [("1", "1 s or longer"), ("10", "10 s or longer"), ("60", "1 min or longer"), ("600", "10 min or longer")];

    private string _job = "", _of = "", _min = "";
    private string? _trouble;
    private long _bytes;
    private bool _isAtMoment;
    private int _limit = AtOnce;
    private DurationBuckets? _durations;
    private TimeSpan _longest;

    /// <summary>Filter: a job.</summary>
    [SupplyParameterFromQuery(Name = "job")] public string? Job { get; set; }

    /// <summary>Filter: <c>runs</c>, or <c>requests</c> of clients.</summary>
    [SupplyParameterFromQuery(Name = "of")] public string? Of { get; set; }

    /// <summary>Filter: how many seconds it took at least.</summary>
    [SupplyParameterFromQuery(Name = "min")] public string? Min { get; set; }

    /// <summary>Filter: the run that was under way then, in milliseconds since 1970.</summary>
    [SupplyParameterFromQuery(Name = "at")] public string? At { get; set; }

    /// <summary>The recorder.</summary>
    [Inject] public required RunTraceFiles Files { get; init; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>The address.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private RunHistory History { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    private string Counts => _lines.Count == 0 ? "" : $"{JobWords.Count(_lines.Count, "trace")}, {ByteText.Of(_bytes)}";

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        (_job, _of, _min) = (Job ?? "", Of is Runs or Requests ? Of : "", Lengths.Any(length => length.Seconds == Min) ? Min! : ""); // one of those is not null
        Load();
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => HistorySubscription.To(Writer.News, () => UpdateAsync(Load), Time);

    private void Load()
    {
        try
        {
            var all = Files.List();
            _jobs = [.. all.Where(trace => !trace.Name.IsOfEverything).Select(trace => trace.Name.Job).Append(_job).Where(job => job.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var ofJob = all.Where(trace => _job.Length == 0 || trace.Name.Job == _job);
            _isAtMoment = LogFilter.MomentOf(At ?? "") is not null;
            if (LogFilter.MomentOf(At ?? "") is { } moment) ofJob = ofJob.Where(trace => trace.Name.StartedAt <= moment).Take(1);
            _lines = [.. ofJob.Where(IsWanted).Select(TraceLine.From)];
            _durations = DurationBuckets.Of(_lines.Where(line => !line.Trace.IsRunning && !line.Trace.Name.IsOfEverything).Select(line => line.Trace.Length));
            _longest = _lines.Take(_limit).Select(line => line.Trace.Length).DefaultIfEmpty().Max();
            _bytes = _lines.Sum(line => line.Trace.Bytes);
            _trouble = null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _trouble = failure.Message;
        }
    }

    private bool IsWanted(RunTrace trace)
    {
        if (_of.Length > 0 && (trace.Name.IsOfEverything || trace.Name.Client is null != (_of == Runs))) return false;
        return _min.Length == 0 || trace.Length >= TimeSpan.FromSeconds(int.Parse(_min, CultureInfo.InvariantCulture));
    }

    private string Part(TraceLine line) => string.Create(CultureInfo.InvariantCulture, $"{(_longest > TimeSpan.Zero ? 100 * (line.Trace.Length / _longest) : 0):0.##}%");

    private async Task ToggleAsync(TraceLine line)
    {
        if (_open.Remove(line.Id)) return;
        _open[line.Id] = await LookAsync(line);
    }

    private async Task<OpenedTrace> LookAsync(TraceLine line)
    {
        var name = line.Trace.Name;
        TraceContents? contents = null;
        string? trouble = null;
        long? run = null;
        try
        {
            await using var file = Files.Open(name);
            if (file is null) trouble = "The file was deleted, to make room for newer ones.";
            else contents = await TraceContentsReader.ReadAsync(file, CancellationToken.None);
            if (name is { IsOfEverything: false, Client: null }) run = await History.FindIdAsync(name.Job, name.Number, CancellationToken.None);
        }
        catch (DatabaseUnavailableException)
        {
            // only the link to the report is missing then; the page of runs says why
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            trouble = $"The file cannot be read: {failure.Message}";
        }

        var end = contents is null || line.Trace.IsRunning ? (DateTimeOffset?)null : name.StartedAt + contents.Length + TimeSpan.FromSeconds(1);
        return new(contents, trouble, run, LogAddress.Of(name.Job, name.StartedAt, end));
    }

    private void Go(string? job, string? of, string? min) => Navigation.NavigateTo(AddressOf(job, of, min), replace: true);

    private static string AddressOf(string? job, string? of, string? min)
    {
        var query = string.Join('&', new[] { ("job", job), ("of", of), ("min", min) }
            .Where(part => !string.IsNullOrEmpty(part.Item2)).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}")); // those without were left out
        return query.Length == 0 ? "/traces" : "/traces?" + query;
    }
}
