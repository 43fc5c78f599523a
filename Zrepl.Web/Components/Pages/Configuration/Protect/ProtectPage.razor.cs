using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>From datasets to working jobs on both sides, in three questions.</summary>
public sealed partial class ProtectPage : SavingComponent
{
    private const int DeepestShown = 2;

    private readonly Protection _plan = new();
    private ImmutableArray<(string Host, string Name, long Used)>? _datasets;
    private ImmutableArray<(string Job, string Listener)> _sinks = [];
    private ImmutableArray<ConfigurationProblem> _problems = [];
    private ConfigurationReview? _review;
    private string _file = "", _revision = "", _original = "", _text = "", _other = "";
    private string? _trouble, _savedJob;
    private int _hosts;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private DatasetCatalog Catalog { get; init; } = null!; // always injected; its type is not public

    private bool HasErrors => _problems.Any(problem => problem.Severity == ProblemSeverity.Error);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Load();
        if (_sinks is [var only, ..]) (_plan.To, _plan.Listener) = (Destination.SinkHere, only.Listener);
        Refresh();
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        var hosts = await Catalog.GetAsync(DatasetCatalog.FreshEnough, CancellationToken.None); // ends by itself
        _hosts = hosts.Length;
        _datasets =
        [
            .. hosts.SelectMany(host => host.Datasets.Where(dataset => dataset.Name.Count(c => c == '/') < DeepestShown)
                .Select(dataset => (host.Host, dataset.Name, dataset.Space.Used))),
        ];
        _trouble = hosts.Where(host => host.Problem is not null).Select(host => $"The datasets cannot be listed: {host.Problem}.").FirstOrDefault() ?? _trouble;
        StateHasChanged();
    }

    private void Load()
    {
        try
        {
            _file = Desk.Files[0];
            var present = Desk.Read(_file);
            (_original, _revision) = (present.Text, present.Revision);
        }
        catch (ConfigurationFileException failure)
        {
            _trouble = $"{failure.Message}.";
        }

        var jobs = Desk.Check(_file, _original).Jobs.Select(job => job.Definition).ToList();
        _sinks = [.. jobs.OfType<SinkJobDefinition>().Where(job => job.Serve is ServeDefinition.Local).Select(job => (job.Name.Text, ((ServeDefinition.Local)job.Serve).ListenerName))]; // filtered before
        // Two jobs that are the same client may not send the same datasets; a name of its own is always right.
        var taken = jobs.OfType<PushJobDefinition>().Select(job => job.Connect).OfType<ConnectDefinition.Local>().Select(connect => connect.ClientIdentity.Text);
        _plan.Identity = taken.Contains(Facts.HostName) ? "" : Facts.HostName;
    }

    private void Choose(string dataset, bool isChosen)
    {
        if (isChosen) _plan.Datasets.Add(dataset);
        else _plan.Datasets.Remove(dataset);
        if (_plan.Identity.Length == 0 && isChosen) _plan.Identity = $"{Facts.HostName}-{dataset.Split('/')[^1]}";
        Refresh();
    }

    private void AddOther()
    {
        if (_other.Trim().TrimEnd('<') is { Length: > 0 } name) Choose(name, isChosen: true);
        _other = "";
    }

    private void SendTo(Destination destination, string listener = "")
    {
        (_plan.To, _plan.Listener) = (destination, listener);
        Refresh();
    }

    private void Put(Action<string> put, ChangeEventArgs change)
    {
        put((change.Value as string)?.Trim() ?? "");
        Refresh();
    }

    private void Refresh()
    {
        (_text, _problems, _review) = (_original, [], null);
        if (_plan.Missing is not null) return;
        try
        {
            if (_plan.AddTo(_original) is { } text) _text = text;
            else _trouble = "The file cannot be read as it is; mend it as text first.";
        }
        catch (TextNotEditableException refusal)
        {
            _trouble = $"{refusal.Message}.";
        }

        _problems = [.. Desk.Check(_file, _text).Problems, .. OtherSide()];
    }

    // What is to be pasted on the other machine is checked as it would be there; its certificates are not here.
    private ImmutableArray<ConfigurationProblem> OtherSide() => _plan.ForOtherSide() is { } yaml
        ? new ConfigurationLoader(new() { ChecksTlsFiles = false }).LoadText(yaml, Path.Combine(Path.GetTempPath(), "other-side.yml")).Problems
        : [];

    private async Task ReviewAsync() => await BusyAsync(async () =>
    {
        var review = await Desk.ReviewAsync(_file, _text, CancellationToken.None); // ends by itself
        (_review, _problems) = (review.IsLegal ? review : null, review.Problems);
    });

    private async Task SaveAsync()
    {
        if (_review is not { } review || await SaveAsync(review, _file, _text, _revision) is not { } answer) return;
        _review = null;
        if (answer.Revision is not null) _savedJob = _plan.Name.Length > 0 ? _plan.Name : _plan.SuggestedName(_original);
        else Load();
    }
}
