namespace Zrepl.Engine.Tracing;

/// <summary>How long a fact of <see cref="LogFields"/> holds; disposing takes it back in this flow.</summary>
public readonly struct LogFieldScope : IDisposable
{
    private readonly LogFact? _fact;

    internal LogFieldScope(LogFact fact) => _fact = fact;

    /// <summary>Takes the fact back.</summary>
    public void Dispose()
    {
        if (_fact is not null) Tracer.TakeBack(_fact);
    }
}
