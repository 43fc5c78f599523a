using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Zrepl.Web.Data;
using Zrepl.Web.Security.Accounts;

namespace Zrepl.Web.Security.Requests;

/// <summary>
/// Whoever opens the demonstration: an administrator of pools that do not exist. Without a password, so nobody can sign in as them elsewhere.
/// </summary>
internal sealed class DemoVisitor(UserAccounts accounts, ILogger<DemoVisitor> logger) : IDisposable
{
    private const string Name = "visitor";

    private readonly SemaphoreSlim _one = new(1, 1);
    private User? _user;

    /// <summary>The visitor.</summary>
    public async Task<Actor> OfAsync(string address, CancellationToken cancellation) =>
        new(Name, ActorWay.Demo, address, Role.Administrator) { UserId = Volatile.Read(ref _user)?.Id ?? await FindAsync(address, cancellation) };

    public void Dispose() => _one.Dispose();

    private async Task<long?> FindAsync(string address, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_user is { } found) return found.Id;
            var known = (await accounts.ListAsync(cancellation)).FirstOrDefault(user => user.Name == Name)
                ?? await accounts.AddAsync(Name, null, Role.Administrator, new(Name, ActorWay.Demo, address, Role.Administrator), cancellation);
            Volatile.Write(ref _user, known);
            return known.Id;
        }
        catch (DatabaseUnavailableException failure) // they see everything all the same; only tokens need the key
        {
            logger.CannotLookUp(failure.Message);
            return null;
        }
        finally
        {
            _one.Release();
        }
    }
}

/// <summary>Signs in whoever opens the demonstration.</summary>
internal sealed class DemoAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, DemoVisitor visitor)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var actor = await visitor.OfAsync(Context.Address(), Context.RequestAborted);
        return AuthenticateResult.Success(new(actor.ToPrincipal(Scheme.Name), Scheme.Name));
    }
}
