using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Net.Http.Headers;
using MudBlazor.Services;
using Zrepl.Web.Components.Layout;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Components.Pages.SignIn;
using Zrepl.Web.Components.Theme;
using Zrepl.Web.Live;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Web.Components;

/// <summary>Puts the dashboard into the program.</summary>
public static class DashboardServices
{
    private const string NotFoundPath = "/not-found";

    /// <summary>Adds what the pages need. Registered earlier wins.</summary>
    public static IServiceCollection AddZreplDashboard(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(DashboardFacts.OfThisMachine);
        services.TryAddSingleton<LiveClock>();
        services.TryAddSingleton<StagedFaults>();
        services.TryAddSingleton<JobCertificates>();
        services.TryAddSingleton<OpenPages>();
        services.TryAddScoped<PageUpdates>();
        services.TryAddSingleton<OverviewBoard>();
        services.TryAddSingleton<RecentRuns>();
        services.TryAddSingleton<IRecentRuns>(provider => provider.GetRequiredService<RecentRuns>());
        services.AddHostedService(provider => provider.GetRequiredService<RecentRuns>());
        services.AddHostedService<RememberedRuns>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISearchSource, JobSearch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISearchSource, DatasetSearch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISearchSource, RunSearch>());
        return services;
    }

    /// <summary>Tells browsers what they may do with any answer from here on. Comes before everything that answers.</summary>
    public static void UseDashboardSecurity(this WebApplication app) =>
        app.Use(next => context => DashboardSecurity.AddHeadersAsync(context, next));

    /// <summary>
    /// Answers a reader who asks for an address that is not there with the page that says so; the status stays. Programs, and what a page loads, get the bare
    /// status. Comes before routing, which is done once more.
    /// </summary>
    public static void UseNotFoundPage(this WebApplication app) => app.UseWhen(
        context => HttpMethods.IsGet(context.Request.Method) && !ForPrograms.Serves(context.Request.Path) && WantsPage(context.Request),
        pages => pages.UseStatusCodePagesWithReExecute(NotFoundPath, createScopeForStatusCodePages: true));

    /// <summary>Serves the pages at the root of the application. Their files are served by <c>MapStaticAssets</c>, which the host calls before.</summary>
    public static WebApplication MapZreplDashboard(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapGet(ThemeStylesheet.Path, (HttpResponse response) =>
        {
            response.Headers[HeaderNames.CacheControl] = "public, max-age=31536000, immutable"; // another theme has another address
            return TypedResults.Text(ThemeStylesheet.Text, "text/css");
        }).AllowAnonymous().ExcludeFromDescription();
        // Blazor's own policy about frames would be a second one beside DashboardSecurity's, and a weaker one.
        app.MapSignOut();
        app.MapOpenIdSignIn();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }

    private static bool WantsPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(wanted => wanted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
