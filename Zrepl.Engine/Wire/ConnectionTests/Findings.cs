using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.ConnectionTests;

/// <summary>Collects what is found, layer by layer.</summary>
internal sealed class Findings(TimeProvider clock) : IDialWatcher
{
    private readonly ImmutableArray<ConnectionFinding>.Builder _all = ImmutableArray.CreateBuilder<ConnectionFinding>();
    private ConnectionLayer _current = ConnectionLayer.Transport;
    private long _since = clock.GetTimestamp();

    public ImmutableArray<ConnectionFinding> All => _all.ToImmutable();

    public void Begins(ConnectionLayer layer) => (_current, _since) = (layer, clock.GetTimestamp());

    public void Stands(ConnectionLayer layer, string detail)
    {
        _all.Add(new(layer, true, detail, null, clock.GetElapsedTime(_since)));
        Begins(layer);
    }

    public void Failed(Exception failure) =>
        _all.Add(new(_current, false, FailureText.Of(failure), LayerAdvice.For(_current), clock.GetElapsedTime(_since)));
}
