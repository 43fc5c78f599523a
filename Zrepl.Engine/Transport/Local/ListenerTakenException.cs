namespace Zrepl.Engine.Transport.Local;

/// <summary>Two jobs serve the same local listener name; only the first can.</summary>
public sealed class ListenerTakenException(string listenerName)
    : Exception($"local listener \"{listenerName}\" is served by another job already: give one of them another listener_name");
