namespace Zrepl.Engine.Transport;

/// <summary>Is told how a connection comes to stand, for those who test one. Called in order, from one flow.</summary>
public interface IDialWatcher
{
    /// <summary>A layer is tried now. If nothing follows, this is where it failed.</summary>
    void Begins(ConnectionLayer layer);

    /// <summary>The layer stands.</summary>
    /// <param name="layer">Which one.</param>
    /// <param name="detail">With what: an address, a certificate.</param>
    void Stands(ConnectionLayer layer, string detail);
}
