using System.Collections.Immutable;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Stalls;

namespace Zrepl.Engine.Jobs;

/// <summary>Shows streams that stand still in the status of their job.</summary>
/// <param name="board">The job's status.</param>
/// <param name="progress">Of the phase they belong to, which is told when one moves; null: they belong to none.</param>
internal sealed class StallBoard(StatusBoard board, ProgressToken? progress = null) : IStallBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamWatch, StalledStream> _stalled = [];
    private ImmutableArray<StalledStream> _shown = [];

    public void Show(StreamWatch watch, StalledStream? stalled)
    {
        lock (_lock)
        {
            if (stalled is not null) _stalled[watch] = stalled;
            else if (!_stalled.Remove(watch)) return;
            ImmutableArray<StalledStream> shown = [.. _stalled.Values];
            var before = _shown;
            _shown = shown;

            // Those of another definition of the job stay. Under the lock, so that a later view is not overtaken.
            board.Change(now => now with
            {
                Stalls = [.. now.Stalls.Except(before).Concat(shown).OrderBy(one => one.Since).ThenBy(one => one.Dataset, StringComparer.Ordinal)],
            });
        }
    }

    public void Moved() => progress?.Touch();
}
