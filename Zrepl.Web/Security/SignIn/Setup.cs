using Zrepl.Web.Data;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Security.SignIn;

/// <summary>The making of the first administrator.</summary>
internal sealed class Setup(UserAccounts accounts, SetupToken token, Sessions sessions, SignInLimits limits, AuditTrail audit)
{
    /// <summary>True as long as nobody can sign in; then there is a token.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be read.</exception>
    public async Task<bool> IsDueAsync(CancellationToken cancellation)
    {
        var isDue = await accounts.AreNoneAsync(cancellation);
        if (isDue) token.Ensure();
        return isDue;
    }

    /// <summary>Makes the first administrator and signs them in.</summary>
    /// <exception cref="SecurityRefusedException">The token is wrong, there is an administrator already, or name or password cannot be taken.</exception>
    /// <exception cref="DatabaseUnavailableException">The database cannot be written.</exception>
    public async Task<Actor> MakeAsync(string secret, string name, string password, string address, string browser, CancellationToken cancellation)
    {
        using var place = await limits.TakeAsync(address, cancellation) ?? throw new SecurityRefusedException("Too many tries. Wait a minute.");
        var nobody = Actor.Nobody(address, "setup");
        if (!token.Is(secret))
        {
            audit.Refused(nobody, "setup", "", "wrong setup token");
            throw new SecurityRefusedException($"That is not the setup token. It is in the log of the daemon and, on the machine, in {token.Path}.");
        }

        // Who has the secret has read a file that only root can, or was told by somebody who did.
        var user = await accounts.AddAsync(name, password, Role.Administrator, nobody with { Role = Role.Administrator }, cancellation, onlyAsFirst: true);
        token.Forget();
        return await sessions.OpenAsync(user.Id, user.Name, user.Role, address, browser, cancellation);
    }
}
