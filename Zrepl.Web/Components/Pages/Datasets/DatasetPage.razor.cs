using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using MudBlazor;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Freshness;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Retention;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Security;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>One dataset: its snapshots on both sides, and what of ours keeps them.</summary>
public sealed partial class DatasetPage : LiveComponent
{
    private DatasetFacts? _dataset;
    private PoolForecast? _forecast;
    private TimeLine? _line;
    private ImmutableArray<(Guarantee Guarantee, string State)>? _guarantees;
    private DateTimeOffset _listedAt;
    private string? _trouble, _guaranteeTrouble;
    private bool _isLoaded, _isInBrowser;
    private string _shown = "";

    /// <summary>The machine.</summary>
    [Parameter] public required string Host { get; set; }

    /// <summary>Full name of the dataset.</summary>
    [Parameter] public required string Name { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Asks before something is lost.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>Tells what came of it.</summary>
    [Inject] public required ISnackbar Snackbar { get; init; }

    /// <summary>The jobs.</summary>
    [Inject] public required IStatusFeed Feed { get; init; }

    /// <summary>How jobs are defined.</summary>
    [Inject] public required IEnumerable<IJobDefinitions> Definitions { get; init; }

    [Inject] private DatasetCatalog Catalog { get; init; } = null!; // given before the first rendering

    [Inject] private PoolForecasts Forecasts { get; init; } = null!; // given before the first rendering

    [Inject] private ReleaseDesk Desk { get; init; } = null!; // given before the first rendering

    [Inject] private PeerSnapshots Peers { get; init; } = null!; // given before the first rendering

    [CascadingParameter] private Task<AuthenticationState>? State { get; set; }

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown == Host + "\n" + Name) return;
        _shown = Host + "\n" + Name;
        (_dataset, _forecast, _line, _guarantees, _isLoaded) = (null, null, null, null, false);
        if (_isInBrowser) await LoadAsync(DatasetCatalog.FreshEnough);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender) return;
        _isInBrowser = true;
        await LoadAsync(DatasetCatalog.FreshEnough); // ZFS may need a while: the page is there before
    }

    /// <inheritdoc/>
    protected override IDisposable Subscribe() =>
        HistorySubscription.To(Writer.News, () => InvokeAsync(() => LoadAsync(DatasetCatalog.FreshEnough)), Time, DatasetCatalog.FreshEnough);

    private static ICollection<TimePoint> Newest(TimeLane lane) => [.. lane.Points.Reverse()];

    private async Task LoadAsync(TimeSpan atMost)
    {
        try
        {
            var (host, name) = (Host, Name);
            var hosts = await Catalog.GetAsync(atMost, CancellationToken.None);
            if ((host, name) != (Host, Name)) return; // another dataset was chosen meanwhile
            var listed = hosts.FirstOrDefault(one => one.Host == host);
            _trouble = listed?.Problem;
            _listedAt = listed?.ListedAt ?? Time.GetUtcNow();
            _dataset = listed?.Find(name);
            _isLoaded = true;
            if (_dataset is not { } dataset) return;
            _line = TimeLine.From(dataset.Space.Path, dataset.Versions, RulesHere(dataset), await PeersOfAsync(dataset), Time.GetUtcNow());
            _forecast = dataset.Space.IsPool ? await ForecastAsync(host, dataset) : null;
            await LoadGuaranteesAsync(host, dataset);
        }
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
        finally
        {
            StateHasChanged();
        }
    }

    private async Task<PoolForecast?> ForecastAsync(string host, DatasetFacts pool)
    {
        try
        {
            var space = pool.Space;
            return (await Forecasts.OfAsync([new(host, pool.Name, space.Used, space.UsedBySnapshots, space.Available)], CancellationToken.None))[0];
        }
        catch (DatabaseUnavailableException)
        {
            return null; // the banner on every page says why
        }
    }

    private async Task LoadGuaranteesAsync(string host, DatasetFacts dataset)
    {
        try
        {
            var judged = await Catalog.GuaranteesAsync(host, dataset, CancellationToken.None);
            _guarantees =
            [
                .. judged.Live.Concat(judged.Stale).OrderByDescending(guarantee => guarantee.Version.CreateTxg).Select(guarantee => (guarantee, judged.StateOf(guarantee))),
            ];
            _guaranteeTrouble = null;
        }
        catch (ZfsException failure)
        {
            _guaranteeTrouble = failure.Message;
        }
    }

    // A push job's other side is the receiver, and its datasets have our names; a pull job's is the sender, and ours lie below the job's root.
    private async Task<ImmutableArray<PeerSide>> PeersOfAsync(DatasetFacts dataset)
    {
        var sides = ImmutableArray.CreateBuilder<PeerSide>();
        foreach (var job in Feed.Current)
        {
            var (name, side) = job.Kind switch
            {
                JobKind.Push => (dataset.Name, PruneSide.Receiver),
                JobKind.Pull when BelowRoot(job.Name.Text, dataset) is { } remote => (remote, PruneSide.Sender),
                _ => (null, PruneSide.Local),
            };
            if (name is null) continue;
            try
            {
                var snapshots = await Peers.OfAsync(job.Name.Text, name, side, CancellationToken.None);
                if (!snapshots.IsEmpty) sides.Add(new(job.Name.Text, snapshots, RulesThere(job.Name.Text)));
            }
            catch (DatabaseUnavailableException)
            {
                break; // without history the other side is not known; the page of runs says why
            }
        }

        return sides.ToImmutable();
    }

    private RetentionPolicy RulesThere(string job) => DefinitionOf(job) switch
    {
        PushJobDefinition push => push.Pruning.KeepReceiver,
        PullJobDefinition pull => pull.Pruning.KeepSender,
        _ => RetentionPolicy.KeepEverything,
    };

    private ImmutableArray<(string Job, RetentionPolicy Rules)> RulesHere(DatasetFacts dataset) =>
    [
        .. from job in Feed.Current
           let rules = DefinitionOf(job.Name.Text) switch
           {
               PushJobDefinition push when push.Filesystems.Includes(dataset.Space.Path) => push.Pruning.KeepSender,
               SnapJobDefinition snap when snap.Filesystems.Includes(dataset.Space.Path) => snap.Keep,
               PullJobDefinition pull when BelowRoot(job.Name.Text, dataset) is not null => pull.Pruning.KeepReceiver,
               _ => null,
           }
           where rules is not null
           select (job.Name.Text, rules),
    ];

    // Names of a push or snap job's datasets are ours; a pull job's are those of the sender, and ours lie below its root.
    private IEnumerable<(JobStatus Job, DatasetCopy Copy)> CopiesOf(DatasetFacts dataset) =>
        from job in Feed.Current
        let name = job.Kind is JobKind.Pull ? BelowRoot(job.Name.Text, dataset) : dataset.Name
        let copy = name is null ? null : DatasetCopy.Find(job.Copies, name)
        where copy is not null
        select (job, copy);

    private JobDefinition? DefinitionOf(string job) => Definitions.Select(source => source.Find(job)).FirstOrDefault(definition => definition is not null);

    private string? BelowRoot(string job, DatasetFacts dataset)
    {
        if (DefinitionOf(job) is not PullJobDefinition pull) return null;
        var root = pull.RootFs.Text + "/";
        return dataset.Name.StartsWith(root, StringComparison.Ordinal) ? dataset.Name[root.Length..] : null;
    }

    private async Task ReleaseAsync(Guarantee guarantee, string state)
    {
        if (!await ConfirmLoss.AskAsync(Dialogs, GuaranteeWords.LossOf(guarantee, state is GuaranteeStates.Stale))) return;
        var actor = State is null ? Actor.Nobody("") : Actor.Of((await State).User);
        // Who was told that it is stale has not agreed to lose one that is needed by now.
        var answer = await Desk.ReleaseAsync(actor, GuaranteeAddress.Of(Host, guarantee), state is not GuaranteeStates.Stale, CancellationToken.None);
        var (text, severity) = answer switch
        {
            ReleaseAnswer.Released => ($"{guarantee.Path}: {(guarantee.Kind.IsHold() ? "released" : "destroyed")}.", Severity.Info),
            ReleaseAnswer.Stays { Why: StayReason.Zfs } stays => ($"{guarantee.Path} stays: {stays.Reason}", Severity.Error),
            ReleaseAnswer.Stays stays => ($"{guarantee.Path} stays. {stays.Reason}", Severity.Warning),
            _ => ($"{guarantee.Path} was gone already.", Severity.Info),
        };
        Snackbar.Add(text, severity);
        await LoadAsync(TimeSpan.Zero);
    }
}
