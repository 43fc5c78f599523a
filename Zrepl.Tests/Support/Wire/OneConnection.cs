using Zrepl.Engine.Transport;

namespace Zrepl.Tests.Support.Wire;

/// <summary>Dials once, into the hands of the test.</summary>
internal sealed class OneConnection(params WireStream[] wires) : IDialer
{
    private int _next;

    public string Description => "test peer";

    public Task<WireStream> DialAsync(CancellationToken cancellation) => Task.FromResult(wires[_next++]);
}
