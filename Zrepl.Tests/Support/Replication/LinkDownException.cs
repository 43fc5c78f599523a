using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Tests.Support.Replication;

/// <summary>Stands for whatever the network layer throws when a peer is away.</summary>
internal sealed class LinkDownException(string message = "connection refused") : IOException(message), IConnectivityFailure;
