using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>Receivers of this process that can drop what an interrupted receive left. Over the wire nobody can ask for that.</summary>
public interface IPartialStates
{
    /// <summary>Drops it. Only for a dataset that has snapshots: one that the interrupted receive itself made would go with it.</summary>
    /// <param name="filesystem">The sender's path.</param>
    /// <param name="reason">Why it can never be continued, for the log.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="EndpointException">It could not be dropped.</exception>
    Task DropPartialStateAsync(DatasetPath filesystem, string reason, CancellationToken cancellation);
}
