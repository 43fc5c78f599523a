using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing;

/// <summary>What went wrong with tracing itself: each place in the code is reported once, and remembered until somebody listens.</summary>
internal sealed class TraceProblems
{
    private const int MostPlaces = 256; // more than there are places that begin a node; bounds memory all the same
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _textByPlace = new(StringComparer.Ordinal);
    private Action<string>? _listener;
    private long _violations;

    /// <summary>How often a rule was broken, repetitions included.</summary>
    public long Violations => Interlocked.Read(ref _violations);

    public ImmutableArray<string> Distinct
    {
        get { lock (_gate) return [.. _textByPlace.Values]; }
    }

    /// <summary>Sets who is told of each new problem; hears of the earlier ones at once.</summary>
    public void ReportTo(Action<string> listener)
    {
        ImmutableArray<string> earlier;
        lock (_gate)
        {
            _listener = listener;
            earlier = [.. _textByPlace.Values];
        }

        foreach (var text in earlier) listener(text);
    }

    public void Add(TraceViolation violation)
    {
        Interlocked.Increment(ref _violations);
        Add($"{violation.Invariant} {violation.Where}", violation.ToString());
    }

    public void Add(string place, string text)
    {
        Action<string>? listener;
        lock (_gate)
        {
            if (_textByPlace.Count >= MostPlaces || !_textByPlace.TryAdd(place, text)) return;
            listener = _listener;
        }

        listener?.Invoke(text);
    }
}
