using System.Collections.Concurrent;
using Zrepl.Engine.Stalls;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>Keeps what was shown.</summary>
internal sealed class ProbeStallBoard : IStallBoard
{
    private readonly ConcurrentQueue<StalledStream?> _shown = new();

    /// <summary>Everything that was shown, in order; null: it was taken off.</summary>
    public IReadOnlyList<StalledStream?> Shown => [.. _shown];

    /// <summary>What is shown now.</summary>
    public StalledStream? Now => _shown.LastOrDefault();

    /// <summary>The causes that were told, each once.</summary>
    public IEnumerable<StallCause> Causes => Shown.OfType<StalledStream>().Select(one => one.Cause).Distinct();

    public void Show(StreamWatch watch, StalledStream? stalled) => _shown.Enqueue(stalled);

    public void Moved() { }
}
