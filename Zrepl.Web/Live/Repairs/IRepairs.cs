using Zrepl.Engine.Repairs;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Live.Repairs;

/// <summary>Looks at copies that replication cannot go on with, and repairs them; asked for permission and written down by <see cref="RepairDesk"/>.</summary>
public interface IRepairs
{
    /// <summary>How the copy of a dataset stands.</summary>
    /// <returns>Null if there is no such job.</returns>
    /// <exception cref="Zrepl.Engine.Endpoints.EndpointException">It cannot be looked at from here.</exception>
    Task<RepairPlan?> LookAsync(string job, DatasetPath filesystem, CancellationToken cancellation);

    /// <summary>Goes one of the ways out.</summary>
    /// <param name="job">The job.</param>
    /// <param name="filesystem">The dataset, as the sender names it.</param>
    /// <param name="revision">Of the plan that was shown.</param>
    /// <param name="way">Its number in the plan.</param>
    /// <param name="begins">Told before anything is done, and waited for; what it throws ends it.</param>
    /// <param name="cancellation">Ends it between two commands.</param>
    /// <returns>Null if there is no such job.</returns>
    /// <exception cref="Zrepl.Engine.Endpoints.EndpointException">It cannot be looked at from here, or a command failed.</exception>
    Task<RepairResult?> RunAsync(string job, DatasetPath filesystem, string revision, int way, Func<RepairPlan, RepairWay, Task> begins, CancellationToken cancellation);
}
