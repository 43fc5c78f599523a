using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SecondFactor;
using Zrepl.Web.Security.SignIn;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Security;

/// <summary>Wiring of this folder. Whatever answers and says nothing else asks for somebody who is signed in.</summary>
internal static class SecurityServices
{
    private const string KeyDirectory = "keys";
    private const string SetupTokenFile = "setup-token";

    /// <summary>Accounts, tokens and audit, without a web server: what <c>zrepl user</c> needs too.</summary>
    public static IServiceCollection AddZreplAccounts(this IServiceCollection services)
    {
        services.AddOptions<SecurityOptions>().BindConfiguration("Zrepl:Dashboard").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<SecurityOptions>>().Value);
        services.TryAddSingleton<IPasswordHasher<UserEntity>, PasswordHasher<UserEntity>>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<LookUps>();
        services.TryAddSingleton<LiveSessions>();
        services.TryAddSingleton<Sessions>();
        services.TryAddSingleton<UserAccounts>();
        return services;
    }

    /// <summary>Who may come in. Needs the history, where users are.</summary>
    /// <param name="services">Where it goes.</param>
    /// <param name="statePath">The state directory, for keys and the setup token.</param>
    /// <param name="isDemo">Everybody is an administrator, of pools that do not exist.</param>
    public static IServiceCollection AddZreplSecurity(this IServiceCollection services, string statePath, bool isDemo)
    {
        services.AddZreplAccounts();
        services.TryAddSingleton<ApiTokens>();
        services.TryAddSingleton<SignInLimits>();
        services.TryAddSingleton<SecondFactors>();
        services.TryAddSingleton<SecondStepTickets>();
        services.TryAddSingleton<SignInDesk>();
        services.TryAddSingleton(provider => new SetupToken(Path.Combine(statePath, SetupTokenFile), provider.GetRequiredService<ILogger<SetupToken>>()));
        services.TryAddSingleton<Setup>();
        services.AddHostedService<SessionWatch>();
        if (!isDemo) services.AddHostedService<SetupNotice>();
        services.TryAddSingleton<DemoVisitor>();
        services.AddSingleton<SessionCookie>();
        // Whoever can read the keys is root of this machine; there is no safer place on it to keep a key for them.
        services.Configure<KeyManagementOptions>(options => options.XmlEncryptor = new NullXmlEncryptor());
        var keys = Directory.CreateDirectory(Path.Combine(statePath, KeyDirectory), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        services.AddDataProtection().SetApplicationName("zrepl").PersistKeysToFileSystem(keys);
        var cookies = CookieNames.Of(keys.FullName);
        services.Configure<AntiforgeryOptions>(options => options.Cookie.Name = cookies.Form);
        services.TryAddSingleton<RequestLimits>();
        AddAuthentication(services, isDemo, cookies);
        services.AddAuthorization(AddPolicies);
        return services;
    }

    /// <summary>Looks who sends a request and whether they may. Comes after routing.</summary>
    public static void UseZreplSecurity(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.UseMiddleware<RequestLimiter>();
        app.UseAuthorization();
        app.UseMiddleware<EndOfConnections>();
    }

    private static void AddAuthentication(IServiceCollection services, bool isDemo, CookieNames cookies)
    {
        services.AddAuthentication(Schemes.ByRequest)
            .AddPolicyScheme(Schemes.ByRequest, null, options => options.ForwardDefaultSelector = context => Schemes.Of(context, isDemo))
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(Schemes.Token, null)
            .AddScheme<AuthenticationSchemeOptions, DemoAuthentication>(Schemes.Demo, null)
            .AddCookie(Schemes.Session, options =>
            {
                options.Cookie.Name = cookies.Session;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Lax; // a link in an e-mail leads to the page, not to the sign-in
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = TimeSpan.FromDays(365); // the session itself ends earlier
                options.SlidingExpiration = false;
                options.EventsType = typeof(SessionCookie);
            });
    }

    private static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(Policies.View, policy => policy.RequireAssertion(context => Actor.Of(context.User).May(Role.Viewer)));
        options.AddPolicy(Policies.Operate, policy => policy.RequireAssertion(context => Actor.Of(context.User).May(Role.Operator)));
        options.AddPolicy(Policies.Administer, policy => policy.RequireAssertion(context => Actor.Of(context.User).May(Role.Administrator)));
        options.AddPolicy(Policies.Metrics, policy => policy.RequireAssertion(context =>
            Actor.Of(context.User).May(Role.Viewer) || context.User.HasClaim(TokenAuthentication.ScopeClaim, TokenScope.Metrics.Word())));
        options.DefaultPolicy = options.FallbackPolicy = options.GetPolicy(Policies.View)!; // just added
    }
}
