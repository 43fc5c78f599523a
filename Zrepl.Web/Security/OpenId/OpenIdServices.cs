using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Web.Security.OpenId;

/// <summary>Wiring of this folder: nothing but the options unless a provider is configured.</summary>
internal static class OpenIdServices
{
    private const string CallbackPath = "/sign-in/openid/back";

    /// <summary>Adds it. Comes after the other ways to sign in.</summary>
    public static IServiceCollection AddOpenIdSignIn(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<OpenIdOptions>().BindConfiguration(OpenIdOptions.Section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OpenIdOptions>, OpenIdOptionsValidator>());
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<OpenIdOptions>>().Value);
        if (!OptionsOf(configuration).IsConfigured) return services;
        services.AddSingleton<OpenIdArrival>();
        services.AddAuthentication().AddOpenIdConnect(Schemes.OpenId, openId =>
        {
            var options = OptionsOf(configuration);
            openId.Authority = options.Authority;
            openId.ClientId = options.ClientId;
            if (options.ClientSecret.Length > 0) openId.ClientSecret = options.ClientSecret;
            openId.RequireHttpsMetadata = options.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase); // else it is on this machine
            openId.SignInScheme = Schemes.Session;
            openId.CallbackPath = CallbackPath;
            openId.ResponseType = "code";
            openId.ResponseMode = "query"; // so that cookies come along which other sites cannot make a browser send
            openId.CorrelationCookie.SameSite = openId.NonceCookie.SameSite = SameSiteMode.Lax;
            openId.CorrelationCookie.SecurePolicy = openId.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            openId.MapInboundClaims = false;
            openId.SaveTokens = false;
            openId.Scope.Clear();
            foreach (var scope in options.Scopes.Prepend("openid")) openId.Scope.Add(scope);
            openId.EventsType = typeof(OpenIdArrival);
        });
        return services;
    }

    private static OpenIdOptions OptionsOf(IConfiguration configuration) => configuration.GetSection(OpenIdOptions.Section).Get<OpenIdOptions>() ?? new();
}
