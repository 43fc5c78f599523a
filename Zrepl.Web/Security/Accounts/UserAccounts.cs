using System.Collections.Immutable;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Security.Accounts;

/// <summary>
/// Who may sign in. Whatever takes rights away ends the sessions that have them, at once and in every browser, and what is open under tokens; the last
/// administrator stays, unless it is an identity provider that takes them away.
/// </summary>
internal sealed class UserAccounts(
    HistoryAccess database, Sessions sessions, LiveSessions live, IPasswordHasher<UserEntity> hasher, AuditTrail audit, TimeProvider clock) : IDisposable
{
    private const string Addition = "user.add";
    private const string AnotherPassword = "user.password";
    private const string AnotherRole = "user.role";
    private const string Unlocking = "user.unlock";
    private const string AuthenticatorRemoval = "user.authenticator";
    private const string Removal = "user.remove";

    private readonly SemaphoreSlim _one = new(1, 1); // checks and writes together

    /// <summary>All users by name.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<ImmutableArray<User>> ListAsync(CancellationToken cancellation) => database.UseAsync(async (db, token) =>
    {
        var now = clock.GetUtcNow();
        var rows = await db.Users.AsNoTracking().OrderBy(user => user.Name).ToListAsync(token);
        return rows.Select(row => Of(row, now)).ToImmutableArray();
    }, cancellation);

    /// <summary>True if nobody can sign in yet.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<bool> AreNoneAsync(CancellationToken cancellation) => database.UseAsync(async (db, token) => !await db.Users.AnyAsync(token), cancellation);

    /// <summary>Adds a user.</summary>
    /// <param name="name">See <see cref="UserNames"/>.</param>
    /// <param name="password">See <see cref="PasswordRules"/>; null: nobody can sign in with one.</param>
    /// <param name="role">What they may do.</param>
    /// <param name="by">Who adds them.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="onlyAsFirst">Refuses if there is a user already.</param>
    /// <exception cref="SecurityRefusedException">Name or password cannot be taken, or whoever asks is no administrator.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<User> AddAsync(string name, string? password, Role role, Actor by, CancellationToken cancellation, bool onlyAsFirst = false)
    {
        audit.Demand(by, Role.Administrator, Addition, name);
        if (UserNames.ProblemOf(name) is { } wrongName) throw new SecurityRefusedException(wrongName);
        if (password is not null) CheckPassword(password, name);
        var user = await AloneAsync(async (db, token) =>
        {
            if (onlyAsFirst && await db.Users.AnyAsync(token)) throw new SecurityRefusedException("The first administrator was made already. Sign in.");
            if (await db.Users.AnyAsync(known => known.Name == name, token)) throw new SecurityRefusedException($"There is a user named {name} already.");
            var now = clock.GetUtcNow();
            var row = new UserEntity { Name = name, Role = role.Word(), PasswordHash = "", CreatedAt = now, PasswordChangedAt = now };
            if (password is not null) row.PasswordHash = hasher.HashPassword(row, password);
            db.Users.Add(row);
            await db.SaveChangesAsync(token);
            return Of(row, now);
        }, cancellation);
        audit.Done(by, Addition, name, role.Word());
        return user;
    }

    /// <summary>
    /// Takes in somebody for whom an identity provider vouches: a new user, or one who was here before and has this role from now on. Sessions that could do
    /// more end.
    /// </summary>
    /// <param name="externalId">Who that is, whatever their name.</param>
    /// <param name="name">What they are called; a user who was here before is renamed if nobody else has the name.</param>
    /// <param name="role">What they may do.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="SecurityRefusedException">Somebody else here has the name: they must not get into each other's place.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<User> WelcomeAsync(string externalId, string name, Role role, CancellationToken cancellation)
    {
        var (user, hasLost) = await WelcomedAsync(externalId, name, role, cancellation);
        if (hasLost) await EndAllOfAsync(user.Id, $"the role is {role.Word()} now");
        return user;
    }

    /// <summary>
    /// Takes everything from somebody whom an identity provider gives no role any more: sessions end, tokens of theirs open nothing. Their account stays, and
    /// is theirs again once they come with a role.
    /// </summary>
    /// <returns>Their name here; null: they were never here.</returns>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<string?> ShutOutAsync(string externalId, CancellationToken cancellation)
    {
        var found = await AloneAsync(async (db, token) =>
        {
            if (await db.Users.FirstOrDefaultAsync(user => user.ExternalId == externalId, token) is not { } row) return null;
            row.Role = "";
            await db.SaveChangesAsync(token);
            return Of(row, clock.GetUtcNow());
        }, cancellation);
        if (found is null) return null;
        await EndAllOfAsync(found.Id, "the identity provider gives no role any more");
        return found.Name;
    }

    private Task<(User User, bool HasLost)> WelcomedAsync(string externalId, string name, Role role, CancellationToken cancellation) => AloneAsync(async (db, token) =>
    {
        var now = clock.GetUtcNow();
        var row = await db.Users.FirstOrDefaultAsync(user => user.ExternalId == externalId, token);
        var isTaken = await db.Users.AnyAsync(user => user.Name == name && user.ExternalId != externalId, token);
        if (row is null)
        {
            if (isTaken) throw new SecurityRefusedException($"There is another user named {name} already.");
            row = new() { Name = name, Role = "", PasswordHash = "", ExternalId = externalId, CreatedAt = now, PasswordChangedAt = now };
            db.Users.Add(row);
        }
        else if (!isTaken)
        {
            row.Name = name;
        }

        var hasLost = Roles.Of(row.Role) > role;
        (row.Role, row.LastSignInAt) = (role.Word(), now);
        await db.SaveChangesAsync(token);
        return (Of(row, now), hasLost);
    }, cancellation);

    /// <summary>Gives a user another password, themselves or by an administrator. All sessions of theirs end but the one that asked, and so does a lock.</summary>
    /// <exception cref="SecurityRefusedException">There is no such user, or the password cannot be taken, or whoever asks may not.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task SetPasswordAsync(string name, string password, Actor by, CancellationToken cancellation)
    {
        CheckPassword(password, name);
        var id = await ChangeAsync(name, by, AnotherPassword, isOwnToo: true, (row, _, _) =>
        {
            row.PasswordHash = hasher.HashPassword(row, password);
            (row.PasswordChangedAt, row.FailedSignIns, row.LockedUntil) = (clock.GetUtcNow(), 0, null);
            return Task.CompletedTask;
        }, cancellation);
        await sessions.EndAllOfAsync(id, except: by.SessionId, "the password was changed");
        audit.Done(by, AnotherPassword, name);
    }

    /// <summary>Gives a user another role. All sessions of theirs end, and what is open under tokens of theirs.</summary>
    /// <exception cref="SecurityRefusedException">There is no such user, or they are the last administrator.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task SetRoleAsync(string name, Role role, Actor by, CancellationToken cancellation)
    {
        var id = await ChangeAsync(name, by, AnotherRole, isOwnToo: false, async (row, db, token) =>
        {
            if (role is not Role.Administrator) await KeepAnAdministratorAsync(row, db, token);
            row.Role = role.Word();
        }, cancellation);
        await EndAllOfAsync(id, $"the role is {role.Word()} now");
        audit.Done(by, AnotherRole, name, role.Word());
    }

    /// <summary>Lets passwords of a user be tried again.</summary>
    /// <exception cref="SecurityRefusedException">There is no such user.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task UnlockAsync(string name, Actor by, CancellationToken cancellation)
    {
        await ChangeAsync(name, by, Unlocking, isOwnToo: false, (row, _, _) =>
        {
            (row.FailedSignIns, row.LockedUntil) = (0, null);
            return Task.CompletedTask;
        }, cancellation);
        audit.Done(by, Unlocking, name);
    }

    /// <summary>Lets a user in without the authenticator, which was lost or replaced; themselves or by an administrator.</summary>
    /// <exception cref="SecurityRefusedException">There is no such user, or they have none.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task RemoveAuthenticatorAsync(string name, Actor by, CancellationToken cancellation)
    {
        await ChangeAsync(name, by, AuthenticatorRemoval, isOwnToo: true, (row, _, _) =>
        {
            if (row.TotpSecret is null) throw new SecurityRefusedException($"{row.Name} has no authenticator set up.");
            (row.TotpSecret, row.TotpLastStep, row.RecoveryCodes) = (null, 0, "");
            return Task.CompletedTask;
        }, cancellation);
        audit.Done(by, AuthenticatorRemoval, name, "removed");
    }

    /// <summary>Removes a user with all sessions and tokens of theirs.</summary>
    /// <exception cref="SecurityRefusedException">There is no such user, or they are the last administrator.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task RemoveAsync(string name, Actor by, CancellationToken cancellation)
    {
        var id = await ChangeAsync(name, by, Removal, isOwnToo: false, async (row, db, token) =>
        {
            await KeepAnAdministratorAsync(row, db, token);
            db.Users.Remove(row);
        }, cancellation);
        await EndAllOfAsync(id, "the account was removed");
        audit.Done(by, Removal, name);
    }

    public void Dispose() => _one.Dispose();

    private static void CheckPassword(string password, string name)
    {
        if (PasswordRules.ProblemOf(password, name) is { } wrong) throw new SecurityRefusedException(wrong);
    }

    private static async Task KeepAnAdministratorAsync(UserEntity row, ZreplDbContext db, CancellationToken cancellation)
    {
        var administrator = Role.Administrator.Word();
        if (row.Role != administrator || await db.Users.AnyAsync(other => other.Id != row.Id && other.Role == administrator, cancellation)) return;
        throw new SecurityRefusedException($"{row.Name} is the only administrator. Make somebody else one first.");
    }

    private Task<long> ChangeAsync(
        string name, Actor by, string action, bool isOwnToo, Func<UserEntity, ZreplDbContext, CancellationToken, Task> change, CancellationToken cancellation) =>
        AloneAsync(async (db, token) =>
        {
            var row = await db.Users.FirstOrDefaultAsync(user => user.Name == name, token);
            var isOwn = by is { Role: not null, TokenName: null } && by.UserId == row?.Id && row is not null; // by the key: a name may be somebody else's by now
            audit.Demand(by, isOwnToo && isOwn ? Role.Viewer : Role.Administrator, action, name); // first: who may not learns no names
            if (row is null) throw new SecurityRefusedException($"There is no user named {name}.");
            await change(row, db, token);
            await db.SaveChangesAsync(token);
            return row.Id;
        }, cancellation);

    private async Task<T> AloneAsync<T>(Func<ZreplDbContext, CancellationToken, Task<T>> use, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await database.UseAloneAsync(use, cancellation); // other processes: zrepl user
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task EndAllOfAsync(long id, string reason)
    {
        live.EndTokens(token => token.OwnerId == id, reason); // first: the database is not asked for it
        await sessions.EndAllOfAsync(id, except: null, reason);
    }

    private static User Of(UserEntity row, DateTimeOffset now) => new(
        row.Id, row.Name, Roles.Of(row.Role), row.CreatedAt, row.LastSignInAt, row.LockedUntil > now ? row.LockedUntil : null,
        row.TotpSecret is not null, row.ExternalId is not null);
}
