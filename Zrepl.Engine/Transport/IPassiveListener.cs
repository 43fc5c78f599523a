using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Transport;

/// <summary>What a passive job offers to its clients.</summary>
public interface IPassiveService
{
    /// <summary>The sender of a source job, or null for a sink.</summary>
    /// <param name="clientIdentity">Whoever connects.</param>
    ISender? SenderFor(string clientIdentity);

    /// <summary>The receiver of a sink job for one client, or null for a source.</summary>
    /// <param name="clientIdentity">Whoever connects; names the client's root.</param>
    IReceiver? ReceiverFor(string clientIdentity);
}

/// <summary>Lets clients come to passive jobs over one or more transports. One per process; an engine has several.</summary>
public interface IPassiveListener
{
    /// <summary>True if it speaks the transport.</summary>
    bool CanServe(ServeDefinition definition);

    /// <summary>Listens and serves until cancelled; ends then without an exception, with no connection left.</summary>
    /// <param name="definition">Where to listen, and who may come.</param>
    /// <param name="job">The job that listens.</param>
    /// <param name="service">What it offers.</param>
    /// <param name="listening">To be called once clients can come.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Exception">It cannot listen; the message says where and why.</exception>
    Task ServeAsync(ServeDefinition definition, JobName job, IPassiveService service, Action listening, CancellationToken cancellation);
}
