using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Data.Entries;

namespace Zrepl.Web.Security.Audit;

/// <summary>
/// Remembers who did what, in the database and in the log, so that one of both has it when the other is in trouble. Writing never waits.
/// </summary>
internal sealed class AuditTrail(HistoryWriter writer, HistoryAccess database, TimeProvider clock, ILogger<AuditTrail> logger)
{
    private const int LongestDetail = 2000;
    private const int LongestConsent = 100_000; // to the names of some thousand snapshots

    /// <summary>Remembers something that was done.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="action">What, such as <c>job.wakeup</c>.</param>
    /// <param name="target">With what; empty if that goes without saying.</param>
    /// <param name="detail">More of it.</param>
    public void Done(Actor actor, string action, string target = "", string detail = "") => Add(actor, action, target, detail, isDone: true);

    /// <summary>Remembers something that begins now, and waits until that is on disk; the log has it in any case.</summary>
    /// <exception cref="DatabaseUnavailableException">It cannot be written now; it will be, once it can.</exception>
    public Task BeginAsync(Actor actor, string action, string target, string detail, CancellationToken cancellation)
    {
        var entry = Entry(actor, action, target, detail, isDone: true, LongestConsent);
        logger.Audited(actor.Name, From(entry), action, target, detail);
        return writer.StoreAsync(entry, cancellation);
    }

    /// <summary>Remembers something that was asked for and refused.</summary>
    public void Refused(Actor actor, string action, string target, string reason) => Add(actor, action, target, reason, isDone: false);

    /// <summary>Goes on only with somebody who may; that somebody may not is remembered. What acts begins with it, whoever calls.</summary>
    /// <param name="actor">Who asks.</param>
    /// <param name="needed">The least role.</param>
    /// <param name="action">For what, such as <c>user.add</c>.</param>
    /// <param name="target">With what; empty if that goes without saying.</param>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    public void Demand(Actor actor, Role needed, string action, string target = "")
    {
        if (actor.May(needed)) return;
        Refused(actor, action, target, actor.MayNot(needed));
        throw new SecurityRefusedException($"This needs the role {needed.Word()}; yours is {actor.Role.Word()}.");
    }

    /// <summary>The newest entries first.</summary>
    /// <param name="before">Only entries older than the one of this number; null: from the newest on.</param>
    /// <param name="text">Only entries with this in actor, action, target, detail or address; empty: all.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<List<AuditEntity>> ReadAsync(long? before, string text, int count, CancellationToken cancellation) => database.UseAsync((db, token) =>
    {
        var entries = db.Audit.AsNoTracking().OrderByDescending(entry => entry.Id).AsQueryable();
        if (before is { } limit) entries = entries.Where(entry => entry.Id < limit);
        if (text.Length > 0)
            entries = entries.Where(entry => entry.Actor.Contains(text) || entry.Action.Contains(text) || entry.Target.Contains(text)
                || entry.Detail.Contains(text) || entry.Address.Contains(text));
        return entries.Take(count).ToListAsync(token);
    }, cancellation);

    private void Add(Actor actor, string action, string target, string detail, bool isDone)
    {
        var entry = Entry(actor, action, target, detail, isDone);
        writer.Add(entry);
        if (isDone) logger.Audited(actor.Name, From(entry), action, target, entry.Detail);
        else logger.AuditedRefusal(actor.Name, From(entry), action, target, entry.Detail);
    }

    private AuditWritten Entry(Actor actor, string action, string target, string detail, bool isDone, int longest = LongestDetail)
    {
        var way = actor.TokenName is { } token ? $"token {token}" : WordOf(actor.Way);
        if (detail.Length > longest) detail = detail[..longest] + "…";
        return new(clock.GetUtcNow(), actor.Name, way, actor.Address, action, target, detail, isDone);
    }

    // The control socket and the command line have no address.
    private static string From(AuditWritten entry) => entry.Address.Length == 0 ? entry.Way : $"{entry.Way} {entry.Address}";

    private static string WordOf(ActorWay way) => way switch
    {
        ActorWay.ControlSocket => "control socket",
        ActorWay.CommandLine => "command line",
        ActorWay.Demo => "demo",
        ActorWay.Token => "token",
        _ => "browser",
    };
}
