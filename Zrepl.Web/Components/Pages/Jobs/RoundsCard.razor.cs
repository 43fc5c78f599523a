using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Snapshotting;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The last rounds of snapshots of a job from the history: what was taken, what failed, what hooks said. Nothing if none is remembered.</summary>
public sealed partial class RoundsCard : HistoryCard
{
    private const int Shown = 6;

    private List<(ListedRound Round, ImmutableArray<SnapshotNote> Notes)>? _rounds;
    private bool _opens;

    [Inject] private SnapshotRounds Rounds { get; init; } = null!; // given before the first rendering

    private string Export(string extension) => $"/api/v1/snapshot-rounds.{extension}?job={Uri.EscapeDataString(Job)}";

    private protected override async Task<Action> ReadAsync(CancellationToken left)
    {
        var page = await Rounds.ListAsync(new() { Job = Job }, Shown, null, left);
        var rounds = new List<(ListedRound Round, ImmutableArray<SnapshotNote> Notes)>();
        foreach (var round in page.Rounds) rounds.Add((round, await Rounds.NotesAsync(round, left)));
        return () =>
        {
            _rounds = rounds;
            _opens |= rounds is [{ Round.Round.Outcome: SnapshotRunOutcome.Failed }, ..]; // then it stays as the reader leaves it
        };
    }
}
