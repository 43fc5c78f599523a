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
    private ImmutableArray<HostDatasets> _listed = [];
    private ImmutableArray<(string Host, string Name, long Used)>? _datasets;
    private ImmutableArray<(string Job, string Listener, string Root)> _sinks = [];
    private ImmutableArray<ConfigurationProblem> _problems = [];
    private ConfigurationReview? _review;
    private string _file = "", _revision = "", _original = "", _text = "", _other = "";
    private string? _trouble, _unlisted, _changedOnDisk, _savedJob;
    private bool _isLooking;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private DatasetCatalog Catalog { get; init; } = null!; // always injected; its type is not public

    // Below what copies go on this machine; null where that is another machine's affair.
    private string? RootHere => _plan.To switch
    {
        Destination.PoolHere => _plan.Root,
        Destination.SinkHere => _sinks.Where(sink => sink.Listener == _plan.Listener).Select(sink => sink.Root).FirstOrDefault(),
        _ => null,
    };

    private RootAdvice? RootAdvice => _datasets is not null && RootHere is { } root ? RootAdvice.Of(root, _listed) : null;

    // The review says all there is to say, unless something is to be done on another machine too.
    private bool IsAllReviewed => _review is not null && _problems.IsEmpty && !_plan.IsRemote;

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
        await ListAsync(DatasetCatalog.FreshEnough);
        StateHasChanged();
    }

    /// <inheritdoc/>
    private protected override string Sentence(SaveAnswer answer) => answer.Outcome is SaveOutcome.ChangedMeanwhile
        ? "Not saved: the file was changed meanwhile. It has been read again."
        : base.Sentence(answer);

    private async Task ListAsync(TimeSpan atMost)
    {
        _listed = await Catalog.GetAsync(atMost, CancellationToken.None); // ends by itself
        _datasets =
        [
            .. _listed.SelectMany(host => host.Datasets.Where(dataset => dataset.Name.Count(c => c == '/') < DeepestShown)
                .Select(dataset => (host.Host, dataset.Name, dataset.Space.Used))),
        ];
        if (_savedJob is null) Refresh(); // what was chosen before may be encrypted
        _unlisted = _listed.Where(host => host.Problem is not null).Select(host => $"The datasets cannot be listed: {host.Problem}.").FirstOrDefault();
    }

    private async Task LookAgainAsync()
    {
        _isLooking = true;
        try
        {
            await ListAsync(TimeSpan.Zero);
        }
        finally
        {
            _isLooking = false;
        }
    }

    private void Load()
    {
        try
        {
            _file = Desk.Files[0];
            var present = Desk.Read(_file);
            (_original, _revision, _trouble) = (present.Text, present.Revision, null);
        }
        catch (ConfigurationFileException failure)
        {
            _trouble = $"{failure.Message}.";
        }

        var jobs = Desk.Check(_file, _original).Jobs.Select(job => job.Definition).ToList();
        _sinks = [.. jobs.OfType<SinkJobDefinition>().Where(job => job.Serve is ServeDefinition.Local).Select(job => (job.Name.Text, ((ServeDefinition.Local)job.Serve).ListenerName, job.RootFs.Text))]; // filtered before
        if (_plan.To is Destination.SinkHere && !_sinks.Any(sink => sink.Listener == _plan.Listener)) _plan.Listener = ""; // it was taken away meanwhile
        if (_plan.Identity.Length > 0) return;
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

    private void KeepEncrypted(bool isKept)
    {
        _plan.KeepsEncrypted = isKept;
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
        _plan.Encryption = ChosenEncryption.Of(_plan.Datasets, _listed);
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
        _changedOnDisk = null;
        if (Desk.Read(_file).Revision != _revision) LoadAgain($"{_file} was changed on disk");
        if (_plan.Missing is not null) return;
        var text = _text;
        var review = await Desk.ReviewAsync(_file, text, CancellationToken.None); // ends by itself
        if (text != _text) return; // something was answered otherwise meanwhile
        (_review, _problems) = (review.IsLegal ? review : null, [.. review.Problems, .. OtherSide()]);
    });

    private static string Some(ImmutableArray<string> names) => names is [var first, .. { IsEmpty: false } others] ? $"{first} (and {others.Length} more)" : names.FirstOrDefault() ?? "";


    private async Task SaveAsync()
    {
        if (_review is not { } review || await SaveAsync(review, _file, _text, _revision) is not { } answer) return;
        _changedOnDisk = null;
        if (answer.Revision is not null) (_savedJob, _review) = (_plan.Name.Length > 0 ? _plan.Name : _plan.SuggestedName(_original), null);
        else if (answer.Outcome is SaveOutcome.ChangedMeanwhile) LoadAgain(answer.WhoChanged ?? $"{_file} was changed on disk");
        else (_review, _problems) = (null, answer.Problems.IsEmpty ? _problems : answer.Problems);
    }

    // The answers are the reader's and stay; the text that comes of them is made anew from the file as it is now, so that nothing in it is taken back.
    private void LoadAgain(string why)
    {
        Load();
        Refresh();
        _changedOnDisk = $"{why} while this page was open. It has been read again, and your answers are kept: review the changes once more.";
    }
}
