using Zrepl.Engine.Guarantees;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Live.Datasets;

/// <summary>A hold or bookmark of zrepl, as somebody who saw it in a listing names it.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Dataset">Full name of its dataset.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Full name of the held snapshot or of the bookmark.</param>
/// <param name="Job">Name of its job; empty: none.</param>
internal sealed record GuaranteeAddress(string Host, string Dataset, string Kind, string Path, string Job)
{
    /// <summary>Of one that was listed.</summary>
    public static GuaranteeAddress Of(string host, Guarantee guarantee) =>
        new(host, guarantee.Dataset.Text, guarantee.Kind.Id(), guarantee.Path, guarantee.Job?.Text ?? "");

    /// <summary>True if this is it.</summary>
    public bool IsOf(Guarantee guarantee) => this == Of(Host, guarantee);
}

/// <summary>What came of a request to take a hold or bookmark away.</summary>
internal abstract record ReleaseAnswer
{
    /// <summary>It is gone.</summary>
    public sealed record Released(Guarantee Guarantee, string State) : ReleaseAnswer;

    /// <summary>There is no such dataset, hold or bookmark.</summary>
    public sealed record Missing(bool IsDataset) : ReleaseAnswer;

    /// <summary>It stays. The reason is a sentence.</summary>
    public sealed record Stays(string Reason, StayReason Why) : ReleaseAnswer;
}

/// <summary>What keeps a hold or bookmark where it is.</summary>
internal enum StayReason
{
    /// <summary>They may not take it away.</summary>
    NotAllowed,

    /// <summary>A run uses it at this moment.</summary>
    InUse,

    /// <summary>It is needed, and they did not say that they know.</summary>
    Needed,

    /// <summary>ZFS refuses.</summary>
    Zfs,
}

/// <summary>
/// The one way by which people and programs take holds and bookmarks of zrepl away: looks whether they may, and whether it is needed at that
/// moment, not when they looked; writes down who wanted what away and what came of it.
/// </summary>
internal sealed class ReleaseDesk(DatasetCatalog catalog, AuditTrail audit, ILogger<ReleaseDesk> logger)
{
    private const string Action = "guarantee.release";

    /// <summary>Takes one away.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="address">Which.</param>
    /// <param name="evenIfNeeded">True: they know that it is needed, and what is lost.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<ReleaseAnswer> ReleaseAsync(Actor actor, GuaranteeAddress address, bool evenIfNeeded, CancellationToken cancellation)
    {
        if (!actor.May(Role.Administrator)) return Refused(actor, address, SentenceText.Whole(actor.MayNot(Role.Administrator)), StayReason.NotAllowed);
        var hosts = await catalog.GetAsync(TimeSpan.Zero, cancellation);
        var host = hosts.FirstOrDefault(host => host.Host == address.Host);
        if (host?.Problem is { } problem) return Refused(actor, address, problem, StayReason.Zfs); // what was listed before may be gone
        if (host?.Find(address.Dataset) is not { } dataset) return new ReleaseAnswer.Missing(IsDataset: true);
        try
        {
            var judged = await catalog.GuaranteesAsync(address.Host, dataset, cancellation);
            if (judged.Live.Concat(judged.Stale).FirstOrDefault(address.IsOf) is not { } guarantee) return new ReleaseAnswer.Missing(IsDataset: false);
            var state = judged.StateOf(guarantee);
            if (catalog.IsInUse(address.Host, guarantee.Version)) return Refused(actor, address, "A run needs it just now. Wait until it is over, or cancel it.", StayReason.InUse);
            if (state != GuaranteeStates.Stale && !evenIfNeeded)
                return Refused(actor, address, "It is needed: without it a replication may have to begin anew.", StayReason.Needed);
            await catalog.ReleaseAsync(address.Host, guarantee, cancellation);
            audit.Done(actor, Action, guarantee.Path, guarantee.ToString());
            logger.Released(guarantee.ToString());
            return new ReleaseAnswer.Released(guarantee, state);
        }
        catch (ZfsException failure)
        {
            logger.NotReleased($"{address.Kind} on {address.Path}", failure.Message);
            return Refused(actor, address, failure.Message, StayReason.Zfs);
        }
    }

    private ReleaseAnswer.Stays Refused(Actor actor, GuaranteeAddress address, string reason, StayReason why)
    {
        audit.Refused(actor, Action, address.Path, reason);
        return new(reason, why);
    }
}
