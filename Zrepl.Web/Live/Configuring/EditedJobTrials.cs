using System.Collections.Immutable;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.ConnectionTests;
using Zrepl.Web.Live.Previews;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Live.Configuring;

/// <summary>
/// What can be tried with a job before it is saved. Nothing is changed, but this machine dials whatever the text names, with the certificates and keys it names:
/// whoever may not save it may not have it tried either.
/// </summary>
internal sealed class EditedJobTrials(NetworkTransport network, IPrunePreviews previews, AuditTrail audit, TimeProvider clock)
{
    /// <summary>Tries to reach the other side.</summary>
    /// <param name="actor">Who asks; an administrator.</param>
    /// <param name="job">The job as it is being edited; one that connects (<see cref="ConnectionTest.ConnectOf"/>).</param>
    /// <param name="jobs">All jobs, as they would be.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    public async Task<ConnectionReport> ConnectAsync(Actor actor, JobDefinition job, IEnumerable<JobDefinition> jobs, CancellationToken cancellation)
    {
        const string action = "configuration.test-connection";
        audit.Demand(actor, Role.Administrator, action, job.Name.Text);
        audit.Done(actor, action, job.Name.Text);
        return await new ConnectionTest(network, clock).RunAsync(job, jobs, cancellation);
    }

    /// <summary>Finds out what its rules would destroy.</summary>
    /// <param name="actor">Who asks; an administrator.</param>
    /// <param name="job">The job as it is being edited.</param>
    /// <param name="asOf">A time to come; null: now.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Each side; null if the job belongs to no engine here.</returns>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    public Task<ImmutableArray<PrunePreviewSide>?> PreviewAsync(Actor actor, JobDefinition job, DateTimeOffset? asOf, CancellationToken cancellation)
    {
        audit.Demand(actor, Role.Administrator, "configuration.preview-pruning", job.Name.Text);
        return previews.OfAsync(job.Name.Text, new() { AsOf = asOf, Edited = job }, cancellation);
    }
}
