using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Security.SecondFactor;

/// <summary>
/// Authenticators that users have set up, so that knowing a password is not enough. The secret is encrypted with the keys of the state directory: a copy of the
/// database alone shows nobody a code.
/// </summary>
internal sealed class SecondFactors(HistoryAccess database, IDataProtectionProvider protection, AuditTrail audit, TimeProvider clock)
{
    private const string Action = "user.authenticator";

    private readonly IDataProtector _protector = protection.CreateProtector("zrepl authenticator secret");

    /// <summary>How many recovery codes a user has left; null: no authenticator is set up.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public Task<int?> RecoveryCodesLeftAsync(long userId, CancellationToken cancellation) => database.UseAsync(async (db, token) =>
        await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == userId, token) is { TotpSecret: not null } user
            ? (int?)RecoveryCodes.Left(user.RecoveryCodes)
            : null, cancellation);

    /// <summary>Sets up the authenticator that was offered, once it showed that it knows the secret.</summary>
    /// <returns>Recovery codes, which are not shown again.</returns>
    /// <exception cref="SecurityRefusedException">The code is wrong, or nobody is signed in.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<ImmutableArray<string>> SetUpAsync(Actor actor, TotpOffer offer, string code, CancellationToken cancellation)
    {
        audit.Demand(actor, Role.Viewer, Action, actor.Name);
        var step = TotpCodes.StepOf(offer.Secret, Digits(code), clock.GetUtcNow(), lastStep: 0)
            ?? throw new SecurityRefusedException("That is not the code the authenticator shows now. If it stays wrong, compare the clock of this machine with the phone's.");
        var codes = RecoveryCodes.Make();
        await database.UseAsync(async (db, token) =>
        {
            var row = await db.Users.FirstOrDefaultAsync(user => user.Id == actor.UserId, token)
                ?? throw new SecurityRefusedException($"There is no user named {actor.Name}.");
            (row.TotpSecret, row.TotpLastStep, row.RecoveryCodes) = (_protector.Protect(offer.Secret), step, RecoveryCodes.Hashes(codes));
            await db.SaveChangesAsync(token);
        }, cancellation);
        audit.Done(actor, Action, actor.Name, "set up");
        return codes;
    }

    /// <summary>Looks at a code, and uses it up. Whoever calls saves the user afterwards.</summary>
    /// <returns>Null if it is right, else why not, for the audit.</returns>
    public string? ProblemOf(UserEntity user, string code)
    {
        if (RecoveryCodes.Without(user.RecoveryCodes, code) is { } left)
        {
            user.RecoveryCodes = left;
            return null;
        }

        try
        {
            if (TotpCodes.StepOf(_protector.Unprotect(user.TotpSecret ?? ""), Digits(code), clock.GetUtcNow(), user.TotpLastStep) is not { } step) return "wrong code";
            user.TotpLastStep = step;
            return null;
        }
        catch (CryptographicException)
        {
            return $"the keys in the state directory are not those the authenticator was set up with; \"zrepl user reset-authenticator {user.Name}\" removes it";
        }
    }

    // Authenticators show them in two groups.
    private static string Digits(string code) => code.Replace(" ", "", StringComparison.Ordinal);
}
