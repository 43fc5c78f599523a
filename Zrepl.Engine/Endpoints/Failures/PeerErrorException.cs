using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>
/// The other side answered with an error, as text: a refused call, or a stream that ends with the sender's reason. The connection is
/// fine, so reconnecting does not help. Source: spec 1.10.2, B10.
/// </summary>
/// <param name="message">Text as shown to operators, such as <c>server error: …</c>.</param>
/// <param name="category">What the peer said about it, if it could.</param>
public sealed class PeerErrorException(string message, FailureCategory category = FailureCategory.Permanent)
    : EndpointException(message, category);
