using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SecondFactor;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// Lets people in who know their password, and a code of their authenticator if they have set one up. Who does not learns nothing by trying: neither which
/// names exist, nor whether one is locked, nor by how long an answer takes.
/// </summary>
internal sealed class SignInDesk(
    HistoryAccess database, Sessions sessions, SignInLimits limits, IPasswordHasher<UserEntity> hasher, SecondFactors factors, SecondStepTickets tickets,
    AuditTrail audit, TimeProvider clock)
{
    /// <summary>Wrong passwords or codes in a row before no more are tried for a while.</summary>
    public const int TriesBeforeLock = 5;

    /// <summary>How long none are tried then.</summary>
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    private const string Wrong =
        "Name or password is wrong. After 5 wrong passwords in a row an account is locked for 15 minutes; "
        + "\"zrepl user unlock NAME\" on the machine unlocks it.";
    private const string WrongCode =
        "That is not the code the authenticator shows now, nor a recovery code that was not used yet. "
        + "\"zrepl user reset-authenticator NAME\" on the machine lets somebody in without one.";
    private const string TooLate = "The code came too late. Enter the password again.";
    private const string TooOften = "Too many tries. Wait a minute.";

    // the hasher does not look at the user
    private readonly UserEntity _nobody = new() { Name = "nobody", Role = "", PasswordHash = hasher.HashPassword(null!, Guid.NewGuid().ToString()) };

    /// <summary>Tries a password.</summary>
    /// <exception cref="SecurityRefusedException">Wrong, or too often.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be used.</exception>
    public async Task<SignInAnswer> SignInAsync(string name, string password, string address, string browser, CancellationToken cancellation)
    {
        using var place = await limits.TakeAsync(address, cancellation) ?? throw Refuse(name, address, TooOften, "too many tries");
        var (user, problem) = await TryAsync(name, password, cancellation);
        if (user is null) throw Refuse(name, address, Wrong, problem);
        return user.TotpSecret is null ? new SignInAnswer.Open(await OpenAsync(user, address, browser, cancellation)) : new SignInAnswer.WantsCode(tickets.Make(user));
    }

    /// <summary>Tries a code, after the password was right.</summary>
    /// <param name="ticket">See <see cref="SignInAnswer.WantsCode"/>.</param>
    /// <param name="code">Of the authenticator, or a recovery code.</param>
    /// <param name="address">From where.</param>
    /// <param name="browser">With what.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Whoever signed in, with a session.</returns>
    /// <exception cref="SecurityRefusedException">Wrong, too late or too often.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be used.</exception>
    public async Task<Actor> ContinueAsync(string ticket, string code, string address, string browser, CancellationToken cancellation)
    {
        using var place = await limits.TakeAsync(address, cancellation) ?? throw Refuse("", address, TooOften, "too many tries");
        if (tickets.UserOf(ticket) is not { } id) throw Refuse("", address, TooLate, "no password was right before the code");
        var (user, name, problem) = await database.UseAloneAsync<(UserEntity?, string, string)>(async (db, token) =>
        {
            var now = clock.GetUtcNow();
            var known = await db.Users.FirstOrDefaultAsync(user => user.Id == id, token);
            if (known is null || !tickets.IsOf(ticket, known)) return (null, known?.Name ?? "", "the password was changed meanwhile");
            if (known.LockedUntil > now) return (null, known.Name, $"locked until {known.LockedUntil:u}");
            var wrong = factors.ProblemOf(known, code);
            if (wrong is null) Welcome(known, now);
            else CountFailure(known, now);
            await db.SaveChangesAsync(token);
            return (wrong is null ? known : null, known.Name, wrong ?? "");
        }, cancellation);
        if (user is null) throw Refuse(name, address, WrongCode, problem);
        return await OpenAsync(user, address, browser, cancellation);
    }

    /// <summary>Looks whether somebody who is signed in knows their password, before they change it.</summary>
    /// <exception cref="SecurityRefusedException">Wrong, or too often, or nobody is signed in.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be used.</exception>
    public async Task ConfirmAsync(Actor actor, string password, CancellationToken cancellation)
    {
        audit.Demand(actor, Role.Viewer, "sign-in");
        using var place = await limits.TakeAsync(actor.Address, cancellation) ?? throw Refuse(actor.Name, actor.Address, TooOften, "too many tries");
        var (user, problem) = await TryAsync(actor.Name, password, cancellation);
        if (user is null) throw Refuse(actor.Name, actor.Address, "The present password is wrong.", problem);
    }

    private async Task<(UserEntity? User, string Problem)> TryAsync(string name, string password, CancellationToken cancellation)
    {
        var user = await database.UseAsync((db, token) => db.Users.AsNoTracking().FirstOrDefaultAsync(known => known.Name == name, token), cancellation);
        var now = clock.GetUtcNow();
        var usable = user is { PasswordHash.Length: > 0 } && Roles.Of(user.Role) is not null && (user.LockedUntil is null || user.LockedUntil <= now) ? user : null;
        var result = hasher.VerifyHashedPassword(usable ?? _nobody, (usable ?? _nobody).PasswordHash, password); // takes long: nobody has to wait for the database meanwhile
        if (usable is null) return (null,
            user is null ? "no such user" : user.LockedUntil > now ? $"locked until {user.LockedUntil:u}" : user.PasswordHash.Length == 0 ? "has no password" : "has no role");
        return await database.UseAloneAsync<(UserEntity?, string)>(async (db, token) =>
        {
            var known = await db.Users.FirstOrDefaultAsync(one => one.Id == usable.Id, token);
            if (known is null || known.PasswordHash != usable.PasswordHash) return (null, "the password was changed meanwhile");
            if (known.LockedUntil > now) return (null, $"locked until {known.LockedUntil:u}"); // by a try at the same time
            if (result is PasswordVerificationResult.Failed)
            {
                CountFailure(known, now);
                await db.SaveChangesAsync(token);
                return (null, known.LockedUntil > now ? "wrong password; locked now" : "wrong password");
            }

            if (known.TotpSecret is null) Welcome(known, now); // else a known password would let codes be tried for ever
            if (result is PasswordVerificationResult.SuccessRehashNeeded) known.PasswordHash = hasher.HashPassword(known, password);
            await db.SaveChangesAsync(token);
            return (known, "");
        }, cancellation);
    }

    private static void Welcome(UserEntity user, DateTimeOffset now) => (user.FailedSignIns, user.LockedUntil, user.LastSignInAt) = (0, null, now);

    private static void CountFailure(UserEntity user, DateTimeOffset now)
    {
        user.FailedSignIns++;
        if (user.FailedSignIns >= TriesBeforeLock) (user.FailedSignIns, user.LockedUntil) = (0, now + Lock);
    }

    private async Task<Actor> OpenAsync(UserEntity user, string address, string browser, CancellationToken cancellation)
    {
        var actor = await sessions.OpenAsync(user.Id, user.Name, Roles.Of(user.Role), address, browser, cancellation);
        audit.Done(actor, "sign-in");
        return actor;
    }

    private SecurityRefusedException Refuse(string name, string address, string text, string reason)
    {
        audit.Refused(Actor.Nobody(address, Shown(name)), "sign-in", "", reason);
        return new(text);
    }

    // Somebody may type anything, a password too, where the name belongs.
    private static string Shown(string name) => name.Length is > 0 and <= 64 && Accounts.UserNames.ProblemOf(name) is null ? name : "(no name)";
}
