using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>What the rules that stand in the form would destroy, now or until a day to come, beside what the rules in force do.</summary>
public sealed partial class EditedPruning : ActingComponent, IDisposable
{
    private const int MostShown = 200;

    private readonly CancellationTokenSource _gone = new();
    private ImmutableArray<RuleComparison> _sides = [];
    private CancellationTokenSource? _asking;
    private DateTimeOffset? _asOf, _shownAsOf;
    private string? _problem, _lookedAtText;
    private bool _isBusy;

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>Looks.</summary>
    [Inject] public required IPrunePreviews Previews { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    [Inject] private EditedJobTrials Trials { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private Task LookAtAsync(string? asOf)
    {
        DateTimeOffset time = default;
        if (asOf is not null && !AsOfTime.TryParse(asOf, Time, out time, out _problem)) return Task.CompletedTask;
        (_asOf, _problem) = (asOf is null ? null : time, null);
        return LookAsync();
    }

    private async Task LookAsync()
    {
        if (Form.Definition is not { } edited) return;
        await StopAsync(); // what was asked before is given up
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token);
        (_asking, _isBusy) = (asking, true);
        try
        {
            await DoAsync(async actor =>
            {
                var (text, asOf) = (Form.Draft.Text, _asOf);
                var after = await Trials.PreviewAsync(actor, edited, asOf, asking.Token) ?? [];
                var before = Form.Initial.Name is { } name && !Form.Initial.IsNew ? await Previews.OfAsync(name, new() { AsOf = asOf }, asking.Token) ?? [] : [];
                if (_asking == asking) (_sides, _lookedAtText, _shownAsOf) = (RuleComparison.Of(before, after), text, asOf);
            });
        }
        catch (OperationCanceledException) when (asking.IsCancellationRequested)
        {
            // the page is gone, or something else was asked
        }
        finally
        {
            if (_asking == asking) (_asking, _isBusy) = (null, false);
        }
    }

    private async Task StopAsync()
    {
        if (_asking is not { } asking) return;
        (_asking, _isBusy) = (null, false);
        await asking.CancelAsync();
    }

    private static string Word(SnapshotFate fate) => fate.Destroy ? "destroy" : "keep";
}
