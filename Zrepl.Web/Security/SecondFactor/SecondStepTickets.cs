using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Zrepl.Web.Data.Entities;

namespace Zrepl.Web.Security.SecondFactor;

/// <summary>What a browser gets whose user knew the password, and shows again together with a code. Good for a few minutes and one password.</summary>
internal sealed class SecondStepTickets(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("zrepl second step of sign-in").ToTimeLimitedDataProtector();

    /// <summary>Makes one.</summary>
    public string Make(UserEntity user) =>
        _protector.Protect(string.Create(CultureInfo.InvariantCulture, $"{user.Id} {user.PasswordChangedAt.ToUnixTimeMilliseconds()}"), Life);

    /// <summary>The user of a ticket; null: it is none of ours, or too old.</summary>
    public long? UserOf(string ticket) => Read(ticket)?.User;

    /// <summary>True if the password is still the one that was known.</summary>
    public bool IsOf(string ticket, UserEntity user) => Read(ticket) is { } read && read == (user.Id, user.PasswordChangedAt.ToUnixTimeMilliseconds());

    private (long User, long Password)? Read(string ticket)
    {
        try
        {
            return _protector.Unprotect(ticket).Split(' ') is [var user, var password]
                ? (long.Parse(user, CultureInfo.InvariantCulture), long.Parse(password, CultureInfo.InvariantCulture))
                : null;
        }
        catch (CryptographicException)
        {
            return null; // forged, too old, or from before the keys were lost
        }
    }
}
