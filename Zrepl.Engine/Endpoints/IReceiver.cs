namespace Zrepl.Engine.Endpoints;

/// <summary>The side that keeps the copy. Source: spec B9; upstream <c>internal/endpoint</c>, <c>Receiver</c>.</summary>
public interface IReceiver : IEndpoint
{
    /// <summary>
    /// Takes in one stream: makes missing ancestors as placeholders, receives, checks the guid, and holds the received snapshot before
    /// it returns. An interrupted receive keeps its state where the pool can.
    /// </summary>
    /// <param name="request">What the stream is and where it goes.</param>
    /// <param name="stream">Read to its end; not disposed.</param>
    /// <param name="cancellation">Ends the receiving process; partly received state stays.</param>
    /// <exception cref="EndpointException">The receive failed; the message is what the operator should see.</exception>
    Task ReceiveAsync(ReceiveRequest request, Stream stream, CancellationToken cancellation);
}
