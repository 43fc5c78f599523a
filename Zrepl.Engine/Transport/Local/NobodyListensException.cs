using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Engine.Transport.Local;

/// <summary>No job of this process listens under a name now. It may do so soon.</summary>
public sealed class NobodyListensException(string listenerName) : IOException(
    $"no job listens as \"{listenerName}\": it needs a sink or source job with serve: {{type: local, listener_name: {listenerName}}} that is enabled"),
    IConnectivityFailure;
