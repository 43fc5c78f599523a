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

    public void Show(StreamWatch watch, StalledStream? stalled)
    {
        lock (_lock)
        {
            if (stalled is not null) _stalled[watch] = stalled;
            else if (!_stalled.Remove(watch)) return;
            ImmutableArray<StalledStream> shown = [.. _stalled.Values.OrderBy(one => one.Since).ThenBy(one => one.Dataset, StringComparer.Ordinal)];
            board.Change(now => now with { Stalls = shown }); // under the lock, so that a later view is not overtaken
        }
    }

    public void Moved() => progress?.Touch();
}
