using System.Collections.Concurrent;
using Zrepl.Engine.Configuration;

namespace Zrepl.Engine.Wire;

/// <summary>Bounds the connections of each client, so that one gone wild leaves room for the others (spec wire 13.1, W14).</summary>
internal sealed class ConnectionCounts(int mostOfOne)
{
    private readonly ConcurrentDictionary<ClientIdentity, int> _counts = new();

    /// <summary>Counts one more; false if that is too many, and then it is not counted.</summary>
    public bool TryEnter(ClientIdentity client)
    {
        if (_counts.AddOrUpdate(client, 1, (_, count) => count + 1) <= mostOfOne) return true;
        Leave(client);
        return false;
    }

    /// <summary>Counts one less.</summary>
    public void Leave(ClientIdentity client)
    {
        _counts.AddOrUpdate(client, 0, (_, count) => count - 1);
        _counts.TryRemove(new(client, 0)); // who is not here takes no memory
    }
}
