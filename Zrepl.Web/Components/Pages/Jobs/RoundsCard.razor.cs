using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Snapshotting;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The last rounds of snapshots of a job from the history: what was taken, what failed, what hooks said. Nothing if none is remembered.</summary>
public sealed partial class RoundsCard : LiveComponent
{
    private const int Shown = 6;

    private List<(ListedRound Round, ImmutableArray<SnapshotNote> Notes)>? _rounds;
    private string? _trouble;
    private bool _opens;

    /// <summary>The job's name.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    [Inject] private SnapshotRounds Rounds { get; init; } = null!; // given before the first rendering

    [Inject] private HistoryWriter Writer { get; init; } = null!; // given before the first rendering

    /// <inheritdoc/>
    protected override IDisposable Subscribe()
    {
        var reading = new HistoryReading(Writer.News, LoadAsync, Time);
        reading.Begin();
        return reading;
    }

    private async Task LoadAsync(CancellationToken left)
    {
        try
        {
            var page = await Rounds.ListAsync(new() { Job = Job }, Shown, null, left);
            var rounds = new List<(ListedRound, ImmutableArray<SnapshotNote>)>();
            foreach (var round in page.Rounds) rounds.Add((round, await Rounds.NotesAsync(round, left)));
            await UpdateAsync(() => Show(rounds));
        }
        catch (DatabaseUnavailableException failure)
        {
            await UpdateAsync(() => _trouble = failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            await InvokeAsync(() => DispatchExceptionAsync(failure));
        }
    }

    private void Show(List<(ListedRound Round, ImmutableArray<SnapshotNote> Notes)> rounds)
    {
        (_rounds, _trouble) = (rounds, null);
        _opens |= rounds is [{ Round.Round.Outcome: SnapshotRunOutcome.Failed }, ..]; // then it stays as the reader leaves it
    }
}
