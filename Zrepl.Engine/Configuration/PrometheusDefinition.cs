namespace Zrepl.Engine.Configuration;

/// <summary><c>monitoring</c> of <c>type: prometheus</c>. Source: spec config 5.2.</summary>
/// <param name="Listen">Where to listen.</param>
/// <param name="ListenFreebind">True to listen on an address the machine does not have yet.</param>
public sealed record PrometheusDefinition(HostPort Listen, bool ListenFreebind);
