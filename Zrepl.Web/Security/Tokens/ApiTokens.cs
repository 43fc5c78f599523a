using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Data.Entries;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Security.Tokens;

/// <summary>Tokens of the REST API: shown once when they are made, kept as hashes, never able to do more than their owner can by now.</summary>
internal sealed class ApiTokens(HistoryAccess database, HistoryWriter writer, LiveSessions live, AuditTrail audit, LookUps lookUps, TimeProvider clock)
{
    /// <summary>What every secret begins with, so that scanners for leaked secrets know it.</summary>
    public const string Prefix = "zrepl_";

    private const int ShownCharacters = 12;
    private const int LongestName = 100;
    private const string Creation = "token.create";
    private const string Revocation = "token.revoke";
    private const string Revoked = "the token was revoked";
    private static readonly TimeSpan UsePrecision = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <summary>Those of a user, or of all, the newest first.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<ImmutableArray<ApiToken>> ListAsync(long? ownerId, CancellationToken cancellation) => database.UseAsync(async (db, token) =>
    {
        var rows = await db.ApiTokens.AsNoTracking().Include(row => row.User).Where(row => ownerId == null || row.UserId == ownerId)
            .OrderByDescending(row => row.CreatedAt).ToListAsync(token);
        return rows.Select(Of).ToImmutableArray();
    }, cancellation);

    /// <summary>Makes a token for whoever asks.</summary>
    /// <param name="by">Its owner, who came by a browser: a token makes no tokens.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="scope">What it may do.</param>
    /// <param name="lifetime">How long it works; null: for ever.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The secret, which nobody can ever read again, and the token.</returns>
    /// <exception cref="SecurityRefusedException">It is not allowed, or has no usable name.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<(string Secret, ApiToken Token)> MakeAsync(Actor by, string name, TokenScope scope, TimeSpan? lifetime, CancellationToken cancellation)
    {
        audit.Demand(by, Role.Viewer, Creation);
        name = name.Trim();
        if (by.UserId is not { } owner || by.TokenName is not null) throw new SecurityRefusedException("Tokens are made by users who are signed in.");
        if (!by.May(scope.Needs()))
            throw new SecurityRefusedException($"A token that may {scope.Word()} needs the role {scope.Needs().Word()}; yours is {by.Role?.Word()}.");
        if (name.Length is 0 or > LongestName) throw new SecurityRefusedException($"Say what the token is for, in at most {LongestName} characters.");
        if (lifetime <= TimeSpan.Zero) throw new SecurityRefusedException("The token would have expired already.");
        var secret = Prefix + WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var made = await database.UseAsync(async (db, token) =>
        {
            var now = clock.GetUtcNow();
            var row = new ApiTokenEntity
            {
                UserId = owner, Name = name, Scope = scope.Word(), Hash = HashOf(secret), Beginning = secret[..ShownCharacters], CreatedAt = now,
                    ExpiresAt = now + lifetime,
            };
            db.ApiTokens.Add(row);
            await db.SaveChangesAsync(token);
            row.User = await db.Users.FirstAsync(user => user.Id == owner, token);
            return Of(row);
        }, cancellation);
        audit.Done(by, Creation, name, $"{scope.Word()}, {(made.ExpiresAt is { } end ? $"until {end:yyyy-MM-dd}" : "for ever")}");
        return (secret, made);
    }

    /// <summary>Ends a token at once, and whatever is open under it.</summary>
    /// <param name="by">Its owner, or an administrator.</param>
    /// <param name="id">The token.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SecurityRefusedException">It is somebody else's, or there is none.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task RevokeAsync(Actor by, long id, CancellationToken cancellation)
    {
        audit.Demand(by, Role.Viewer, Revocation);
        var (name, hash) = await database.UseAsync(async (db, token) =>
        {
            var row = await db.ApiTokens.AsNoTracking().FirstOrDefaultAsync(known => known.Id == id, token);
            if (row is null || (row.UserId != by.UserId && !by.May(Role.Administrator)) || await db.ApiTokens.Where(known => known.Id == id).ExecuteDeleteAsync(token) == 0)
                throw new SecurityRefusedException("There is no such token of yours; it may have been revoked already.");
            return (row.Name, row.Hash);
        }, cancellation);
        _known.TryRemove(Convert.ToHexString(hash), out _);
        live.EndTokens(token => token.Id == id, Revoked);
        audit.Done(by, Revocation, name);
    }

    /// <summary>Why something that is open under a token must end; null: the token can do what it could then. As long as nobody can look, it goes on.</summary>
    public async Task<string?> EndOfAsync(LiveToken open, CancellationToken cancellation)
    {
        Known? found;
        try
        {
            found = await LookUpAsync(row => row.Id == open.Id, cancellation);
        }
        catch (DatabaseUnavailableException)
        {
            found = _known.Values.FirstOrDefault(known => known.Id == open.Id);
        }

        return found is null ? Revoked
            : found.ExpiresAt <= clock.GetUtcNow() ? "the token has expired"
            : found.Actor.May(open.Role) ? null
            : "the role of the token's owner is another one now";
    }

    /// <summary>Who comes with a secret; null if it is none, or none any more.</summary>
    public async Task<(Actor Actor, TokenScope Scope)?> FindAsync(string secret, string address, CancellationToken cancellation)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var (hash, now) = (HashOf(secret), clock.GetUtcNow());
        var key = Convert.ToHexString(hash);
        Known? found;
        try
        {
            found = await LookUpAsync(row => row.Hash == hash, cancellation);
            lookUps.Succeeded();
        }
        catch (DatabaseUnavailableException failure)
        {
            lookUps.Failed(failure.Message);
            found = _known.GetValueOrDefault(key);
        }

        if (found is null || found.ExpiresAt <= now)
        {
            _known.TryRemove(key, out _);
            return null;
        }

        if (found.LastUsedAt is not { } last || now - last >= UsePrecision) writer.Add(new Used(found.Id, now, address));
        _known[key] = found with { LastUsedAt = now };
        return (found.Actor with { Address = address }, found.Scope);
    }

    private Task<Known?> LookUpAsync(Expression<Func<ApiTokenEntity, bool>> wanted, CancellationToken cancellation) => database.UseAsync(async (db, token) =>
        await db.ApiTokens.AsNoTracking().Include(row => row.User).FirstOrDefaultAsync(wanted, token) is { User: { } user } row
            && Roles.Of(user.Role) is { } role ? Known.From(row, user, role) : null, cancellation);

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static ApiToken Of(ApiTokenEntity row) => new(
        row.Id, row.User?.Name ?? "", row.UserId, row.Name, TokenScopes.Of(row.Scope) ?? TokenScope.Metrics, row.Beginning, row.CreatedAt, row.ExpiresAt,
            row.LastUsedAt, row.LastUsedFrom);

    private sealed record Known(long Id, Actor Actor, TokenScope Scope, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
    {
        public static Known From(ApiTokenEntity row, UserEntity user, Role ofOwner)
        {
            var scope = TokenScopes.Of(row.Scope) ?? TokenScope.Metrics;
            var actor = new Actor(user.Name, ActorWay.Token, "", scope.RoleFor(ofOwner)) { UserId = user.Id, TokenName = row.Name, TokenId = row.Id };
            return new(row.Id, actor, scope, row.ExpiresAt, row.LastUsedAt);
        }
    }

    private sealed record Used(long Id, DateTimeOffset At, string From) : IHistoryEntry
    {
        public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation) => db.ApiTokens.Where(row => row.Id == Id)
            .ExecuteUpdateAsync(row => row.SetProperty(t => t.LastUsedAt, At).SetProperty(t => t.LastUsedFrom, From), cancellation);
    }
}
