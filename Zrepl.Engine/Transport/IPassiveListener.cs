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

    /// <summary>
    /// Listens until told to retire, then frees the address without an exception, while clients that came before are still served: another definition of the
    /// job may listen there at once.
    /// </summary>
    /// <param name="definition">Where to listen, and who may come.</param>
    /// <param name="job">The job that listens.</param>
    /// <param name="service">What it offers.</param>
    /// <param name="listening">To be called once clients can come.</param>
    /// <param name="retiring">Nobody may come any more.</param>
    /// <param name="cancellation">Ends everything, also for clients that came before. Cancelled only together with <paramref name="retiring"/> or after it.</param>
    /// <returns>Completes, and never fails, once no connection is left.</returns>
    /// <exception cref="Exception">It cannot listen; the message says where and why.</exception>
    Task<Task> ServeAsync(
        ServeDefinition definition, JobName job, IPassiveService service, Action listening, CancellationToken retiring, CancellationToken cancellation);
}
