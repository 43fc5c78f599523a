using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Support;

/// <summary>Browsers of people who are signed in to a daemon in the process of the tests. Their users have no password: hashing costs time.</summary>
internal static class Visitors
{
    /// <summary>What acts when tests prepare something.</summary>
    public static readonly Actor Test = new("test", ActorWay.CommandLine, "", Role.Administrator);

    /// <summary>Adds a user and signs them in.</summary>
    /// <returns>Who it is, and the cookie of their browser.</returns>
    public static async Task<(Actor Actor, string Cookie)> SignInAsync(IServiceProvider services, Role role, string? name = null,
        CancellationToken cancellation = default)
    {
        var user = await services.GetRequiredService<UserAccounts>().AddAsync(name ?? role.Word(), null, role, Test, cancellation);
        return await SignInAsync(services, user, cancellation);
    }

    /// <summary>Signs a user in, in another browser.</summary>
    public static async Task<(Actor Actor, string Cookie)> SignInAsync(IServiceProvider services, User user, CancellationToken cancellation = default)
    {
        var actor = await services.GetRequiredService<Sessions>().OpenAsync(user.Id, user.Name, user.Role, "127.0.0.1", "a test", cancellation);
        var options = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(Schemes.Session);
        var ticket = new AuthenticationTicket(actor.ToPrincipal(Schemes.Session), new(), Schemes.Session);
        return (actor, $"{options.Cookie.Name}={options.TicketDataFormat.Protect(ticket)}");
    }

    /// <summary>A browser that follows no redirect; with a cookie or without.</summary>
    public static HttpClient Browser(string address, string? cookie = null)
    {
        var browser = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new(address) };
        if (cookie is not null) browser.DefaultRequestHeaders.Add("Cookie", cookie);
        return browser;
    }
}
