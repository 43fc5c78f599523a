using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// What a sender leaves on disk around a step (spec B7.3, B8.6, B8.7). New protection always exists before old protection goes, so at any
/// moment of a crash the last common version is protected by something.
/// </summary>
internal sealed class StepGuarantees(EndpointServices services, JobName job)
{
    private static readonly HashSet<GuaranteeKind> Holds = [GuaranteeKind.StepHold];
    private static readonly HashSet<GuaranteeKind> OfSteps = [GuaranteeKind.StepHold, GuaranteeKind.TentativeCursor];
    private static readonly HashSet<GuaranteeKind> OfSender = [GuaranteeKind.StepHold, GuaranteeKind.TentativeCursor, GuaranteeKind.Cursor];

    private readonly ILogger _logger = services.Loggers.CreateLogger<StepGuarantees>();

    /// <summary>Protects a step that is about to be sent, then removes what earlier steps of the dataset left.</summary>
    public async Task BeforeSendAsync(SendRequest request, CancellationToken cancellation)
    {
        var live = await services.Cache.MakeAsync(request.Filesystem, () => ProtectAsync(request, cancellation));

        // A tentative cursor that the step starts from must stay until the next cursor exists.
        if (request.From is { IsSnapshot: false } from && Guarantee.FromBookmark(request.Filesystem, from) is { } source) live.Add(source);

        // It may start from the cursor of another job, which moves when that job likes: what this job has at the same point stays.
        if (request.From is { IsSnapshot: false })
            live.AddRange((await services.Cache.OfJobAsync(job, request.Filesystem, OfSteps, cancellation)).Where(own => own.Version.Guid == request.From.Guid));
        await services.Cache.RemoveOthersAsync(job, request.Filesystem, OfSteps, live, victim => MustNotBePartOf(request, victim), cancellation);
    }

    /// <summary>Moves the cursor to what the receiver confirmed, then removes what protected the step.</summary>
    public async Task AfterConfirmationAsync(SendRequest request, CancellationToken cancellation)
    {
        List<Guarantee> live = [];
        if (request.Protection.For(isIncremental: request.From is not null) != ProtectionKind.Nothing)
        {
            if (await FindAsync(request.Filesystem, request.To, cancellation) is not { } to)
            {
                // Nothing marks the confirmed point any more: what protects older points stays, and the next step repairs it.
                _logger.ConfirmedVersionGone(request.Filesystem, request.To.RelativeName);
                return;
            }

            live.Add(await services.Cache.MakeAsync(request.Filesystem, () => SetCursorAsync(request.Filesystem, to, cancellation)));
        }

        await services.Cache.RemoveOthersAsync(job, request.Filesystem, OfSender, live, null, cancellation);
    }

    /// <summary>True if more than the cursor is left. Costs a command only where the listing shows that there may be something, and only once per process.</summary>
    /// <param name="dataset">No step of it is under way.</param>
    /// <param name="versions">What it has, bookmarks included.</param>
    /// <param name="cancellation">Ends the commands.</param>
    public async Task<bool> HasLeftoversAsync(DatasetPath dataset, IReadOnlyCollection<FilesystemVersion> versions, CancellationToken cancellation)
    {
        var bookmarks = versions.Select(version => Guarantee.FromBookmark(dataset, version)).Count(mark => mark?.Job == job && OfSender.Contains(mark.Kind));
        if (bookmarks <= 1 && !versions.Any(version => version is { IsSnapshot: true, UserRefs: not 0 })) return false;
        return (await services.Cache.OfJobAsync(job, dataset, OfSender, cancellation)).Length > 1;
    }

    /// <summary>Guids of the snapshots that the job holds for a step.</summary>
    public async Task<ImmutableHashSet<ulong>> StepHeldAsync(DatasetPath dataset, CancellationToken cancellation) =>
        [.. (await services.Cache.OfJobAsync(job, dataset, Holds, cancellation)).Select(hold => hold.Version.Guid)];

    private async Task<List<Guarantee>> ProtectAsync(SendRequest request, CancellationToken cancellation)
    {
        var (dataset, from, to) = (request.Filesystem, request.From, request.To);
        switch (request.Protection.For(isIncremental: from is not null))
        {
            case ProtectionKind.Resumability:
                FilesystemVersion[] held = from is { IsSnapshot: true } ? [from, to] : [to]; // a bookmark cannot be held
                return [.. await services.Keeper.HoldStepAsync(dataset, held, job, cancellation)];

            case ProtectionKind.Incremental:
                var cursors = new List<Guarantee>();
                if (from is not null && await TryTentativeCursorAsync(dataset, from, cancellation) is { } ofFrom) cursors.Add(ofFrom);
                cursors.Add(await services.Keeper.SetTentativeCursorAsync(dataset, to, job, cancellation));
                return cursors;

            case ProtectionKind.Nothing:
                return [];

            default:
                throw new EndpointException($"pdu.ReplicationConfigProtection: unknown kind {request.Protection}");
        }
    }

    private async Task<Guarantee?> TryTentativeCursorAsync(DatasetPath dataset, FilesystemVersion from, CancellationToken cancellation)
    {
        if (Guarantee.FromBookmark(dataset, from) is { Kind: GuaranteeKind.TentativeCursor } itself && itself.Job == job) return itself;
        try
        {
            return await services.Keeper.SetTentativeCursorAsync(dataset, from, job, cancellation);
        }
        catch (BookmarkCloningNotSupportedException)
        {
            _logger.CannotCloneBookmark(dataset, from.RelativeName);
            return null;
        }
    }

    private async Task<Guarantee> SetCursorAsync(DatasetPath dataset, FilesystemVersion to, CancellationToken cancellation)
    {
        try
        {
            return await services.Keeper.SetCursorAsync(dataset, to, job, cancellation);
        }
        catch (BookmarkCloningNotSupportedException) when (Guarantee.FromBookmark(dataset, to) is not null)
        {
            // Only the tentative cursor of `to` is left, and this ZFS cannot make another bookmark of it: it stays and serves.
            return Guarantee.FromBookmark(dataset, to)!; // the filter has seen it
        }
    }

    // The snapshot may have been destroyed meanwhile; its tentative cursor marks the same point (spec B8.7).
    private async Task<FilesystemVersion?> FindAsync(DatasetPath dataset, FilesystemVersion to, CancellationToken cancellation)
    {
        var tentative = "#" + GuaranteeNames.TentativeCursor(job, to.Guid);
        var cursor = "#" + GuaranteeNames.Cursor(job, to.Guid);
        var found = await services.Zfs.Versions.FindAsync(dataset, [to.RelativeName, tentative, cursor], cancellation);
        return new[] { to.RelativeName, tentative, cursor }
            .Select(name => found.GetValueOrDefault(name))
            .FirstOrDefault(version => version is not null && version.Guid == to.Guid);
    }

    // Releasing a hold on them would only lessen protection that the job does not want any more; destroying one would end the replication.
    private static void MustNotBePartOf(SendRequest request, Guarantee victim)
    {
        var isPart = !victim.Kind.IsHold()
            && (victim.Path == request.To.On(request.Filesystem) || victim.Path == request.From?.On(request.Filesystem));
        if (isPart) throw new EndpointException($"refusing to destroy {victim}: the step needs it");
    }
}
