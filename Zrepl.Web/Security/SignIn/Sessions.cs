using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entries;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// Who is signed in where. The database decides at each request, so that a session that was ended, here or by <c>zrepl user</c>, is over at once; only
/// while it cannot be read does what was known before count, so that trouble with a disk throws nobody out who came to look at it.
/// </summary>
internal sealed class Sessions(
    HistoryAccess database, HistoryWriter writer, LiveSessions live, SecurityOptions options, LookUps lookUps, AuditTrail audit, TimeProvider clock)
{
    private const int LongestBrowser = 200;
    private const string Elsewhere = "it was ended elsewhere";
    private static readonly TimeSpan SeenPrecision = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    // So that one that the database could not be told of does not come back with it; a few bytes for each sign-out.
    private readonly ConcurrentDictionary<string, bool> _ended = new(StringComparer.Ordinal);

    /// <summary>Begins a session.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<Actor> OpenAsync(long userId, string name, Role? role, string address, string browser, CancellationToken cancellation)
    {
        var id = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(24));
        var now = clock.GetUtcNow();
        await database.UseAsync(async (db, token) =>
        {
            var (oldestUse, oldestBegin) = Limits(now);
            await db.Sessions.Where(session => session.LastSeenAt < oldestUse || session.CreatedAt < oldestBegin).ExecuteDeleteAsync(token);
            db.Sessions.Add(new()
            {
                Id = id, UserId = userId, CreatedAt = now, LastSeenAt = now, Address = address,
                Browser = browser.Length > LongestBrowser ? browser[..LongestBrowser] : browser,
            });
            await db.SaveChangesAsync(token);
        }, cancellation);
        var actor = new Actor(name, ActorWay.Browser, address, role) { UserId = userId, SessionId = id };
        _known[id] = new(actor, now, now);
        return actor;
    }

    /// <summary>Who has a session; null if it is over.</summary>
    /// <param name="id">The session.</param>
    /// <param name="address">From where it is used now.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<Actor?> FindAsync(string id, string address, CancellationToken cancellation)
    {
        if (_ended.ContainsKey(id))
        {
            live.End(id, Elsewhere); // something may have been opened while it ended
            return null;
        }

        var now = clock.GetUtcNow();
        Known? found;
        try
        {
            found = await database.UseAsync(async (db, token) => await db.Sessions.AsNoTracking().Where(session => session.Id == id)
                .Select(session => new { session.UserId, session.User!.Name, session.User.Role, session.CreatedAt, session.LastSeenAt }) // each has one
                .FirstOrDefaultAsync(token) is { } row
                ? new Known(new Actor(row.Name, ActorWay.Browser, address, Roles.Of(row.Role)) { UserId = row.UserId, SessionId = id }, row.CreatedAt,
                    row.LastSeenAt)
                : null, cancellation);
            lookUps.Succeeded();
        }
        catch (DatabaseUnavailableException failure)
        {
            lookUps.Failed(failure.Message);
            found = _known.GetValueOrDefault(id);
        }

        var (oldestUse, oldestBegin) = Limits(now);
        if (found is null || found.LastSeenAt < oldestUse || found.CreatedAt < oldestBegin)
        {
            _known.TryRemove(id, out _);
            live.End(id, found is null ? Elsewhere : "it was not used for a long time");
            return null;
        }

        _known[id] = found with { LastSeenAt = now };
        if (now - found.LastSeenAt >= SeenPrecision) writer.Add(new Seen(id, now));
        return found.Actor with { Address = address };
    }

    /// <summary>Those of a user, the newest first.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<ImmutableArray<Session>> OfAsync(long userId, CancellationToken cancellation) => database.UseAsync(async (db, token) =>
    {
        var (oldestUse, oldestBegin) = Limits(clock.GetUtcNow());
        var rows = await db.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.LastSeenAt >= oldestUse && session.CreatedAt >= oldestBegin)
            .OrderByDescending(session => session.CreatedAt).ToListAsync(token);
        return rows.Select(row => new Session(row.Id, row.CreatedAt, row.LastSeenAt, row.Address, row.Browser)).ToImmutableArray();
    }, cancellation);

    /// <summary>Ends a session of whoever asks, in another browser of theirs.</summary>
    /// <exception cref="SecurityRefusedException">It is not theirs, or over already.</exception>
    /// <exception cref="DatabaseUnavailableException">See <see cref="EndAsync"/>; or nobody can look whose it is.</exception>
    public async Task EndOwnAsync(Actor by, string id, CancellationToken cancellation)
    {
        const string action = "session.end";
        audit.Demand(by, Role.Viewer, action);
        var owner = _known.TryGetValue(id, out var known)
            ? known.Actor.UserId
            : await database.UseAsync((db, token) => db.Sessions.Where(session => session.Id == id).Select(session => (long?)session.UserId).FirstOrDefaultAsync(token), cancellation);
        if (owner is null || owner != by.UserId) throw new SecurityRefusedException("There is no such session of yours; it may be over already.");
        await EndAsync(id, Elsewhere);
        audit.Done(by, action);
    }

    /// <summary>Ends the session that somebody asks with; nothing happens if they came by something else.</summary>
    /// <exception cref="DatabaseUnavailableException">See <see cref="EndAsync"/>.</exception>
    public Task SignOutAsync(Actor by) => by.SessionId is { } own ? EndAsync(own, "signed out") : Task.CompletedTask;

    /// <summary>
    /// Ends a session, and whatever is open under it. Cannot be cancelled: the browser that asks for it leaves as soon as it hears of the end, and with
    /// it goes its request.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">It is over as long as this process lives, but the database could not be told.</exception>
    public async Task EndAsync(string id, string reason)
    {
        Forget(id);
        try
        {
            await database.UseAsync((db, token) => db.Sessions.Where(session => session.Id == id).ExecuteDeleteAsync(token), CancellationToken.None);
        }
        finally
        {
            live.End(id, reason);
        }
    }

    /// <summary>Ends the sessions of a user, and whatever is open under them. Cannot be cancelled either.</summary>
    /// <param name="userId">The user, who may be removed already.</param>
    /// <param name="except">The session that stays, or null.</param>
    /// <param name="reason">Why, for whoever looks at a page of theirs.</param>
    /// <exception cref="DatabaseUnavailableException">They are over as long as this process lives, but the database could not be told.</exception>
    public async Task EndAllOfAsync(long userId, string? except, string reason)
    {
        List<string> known = [.. _known.Where(session => session.Value.Actor.UserId == userId && session.Key != except).Select(session => session.Key)];
        known.ForEach(Forget);
        try
        {
            await database.UseAsync(
                (db, token) => db.Sessions.Where(session => session.UserId == userId && session.Id != except).ExecuteDeleteAsync(token), CancellationToken.None);
        }
        finally
        {
            foreach (var id in known) live.End(id, reason);
        }
    }

    private void Forget(string id)
    {
        _ended.TryAdd(id, true);
        _known.TryRemove(id, out _);
    }

    private (DateTimeOffset OldestUse, DateTimeOffset OldestBegin) Limits(DateTimeOffset now) => (now - options.SessionIdle, now - options.SessionLongest);

    private sealed record Known(Actor Actor, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt);

    private sealed record Seen(string Id, DateTimeOffset At) : IHistoryEntry
    {
        public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation) =>
            db.Sessions.Where(session => session.Id == Id).ExecuteUpdateAsync(session => session.SetProperty(s => s.LastSeenAt, At), cancellation);
    }
}
