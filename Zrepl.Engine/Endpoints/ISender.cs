using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>The side that has the data. Source: spec B8; upstream <c>internal/endpoint</c>, <c>Sender</c>.</summary>
public interface ISender : IEndpoint
{
    /// <summary>Checks a request as <see cref="SendAsync"/> would and estimates its stream, without leaving anything on disk.</summary>
    /// <returns>Expected bytes; with a token those that remain. Null if ZFS gives no estimate.</returns>
    /// <exception cref="EndpointException">The send would be refused: policy, missing version, unusable token.</exception>
    Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation);

    /// <summary>
    /// Opens the stream of one step. What protects the step (holds or bookmarks) is on disk before the first byte, and leftovers of
    /// earlier steps of the same job and dataset are gone.
    /// </summary>
    /// <param name="request">The step. Versions are matched by guid on this side, never by name alone.</param>
    /// <param name="cancellation">Ends the call and, as long as the stream is open, the sending process.</param>
    /// <returns>The open stream; the caller disposes it before its next call for this dataset.</returns>
    /// <exception cref="EndpointException">As for <see cref="EstimateAsync"/>, or the send could not be started.</exception>
    Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation);

    /// <summary>
    /// Tells the sender that the receiver has <see cref="SendRequest.To"/>: moves the replication cursor there and removes what
    /// protected the step. Repeating it is harmless.
    /// </summary>
    Task ConfirmAsync(SendRequest request, CancellationToken cancellation);

    /// <summary>Guid of the newest snapshot known to be received by this job's receiver, or null if there is none.</summary>
    Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation);

    /// <summary>
    /// True if something of a completed step is left beside the cursor: a process died while it confirmed. <see cref="ConfirmAsync"/> removes it. Asked only while no step
    /// of the dataset is under way. A peer behind a network is never asked: false, and its next step removes it.
    /// </summary>
    Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation);
}
