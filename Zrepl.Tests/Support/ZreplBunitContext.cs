using Bunit;
using Bunit.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Logging.Ring;
using Zrepl.Engine.Status;
using Zrepl.Web.Components;
using Zrepl.Web.Components.Layout;
using Zrepl.Web.Components.Pages.Overview;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;
using Zrepl.Web.Live;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Tests.Support;

/// <summary>Renders components as the dashboard would, at a time that stands still: 14:02:30 UTC on a Saturday.</summary>
public abstract class ZreplBunitContext : BunitContext
{
    static ZreplBunitContext() => DefaultWaitTimeout = Deadline.OfATest;

    private protected ZreplBunitContext()
    {
        Runs = new(Feed);
        Services.AddMudServices(options => options.PopoverOptions.CheckForPopoverProvider = false);
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<LiveClock>();
        Services.AddSingleton<StagedFaults>();
        Services.AddSingleton<OpenPages>();
        Services.AddScoped<PageUpdates>();
        Services.AddSingleton<OverviewBoard>();
        Services.AddSingleton(new DashboardFacts("tank-host", IsDemo: false));
        Services.AddSingleton<IStatusFeed>(Feed);
        Services.AddSingleton<IJobControl>(Control);
        Services.AddSingleton<IRecentRuns>(Runs);
        Services.AddSingleton<ISearchSource, JobSearch>();
        Services.AddSingleton<LiveSessions>();
        Services.AddLogging();
        Services.AddSingleton(new HistoryOptions());
        Services.AddSingleton(provider => new HistoryDatabase(
            Path.Combine(Path.GetTempPath(), "never-opened", "zrepl.db"), Clock, provider.GetRequiredService<ILogger<HistoryDatabase>>()));
        Services.AddSingleton<HistoryWriter>(); // never started: what is written stays in its queue
        Services.AddSingleton<HistoryAccess>();
        Services.AddSingleton<RunHistory>();
        Services.AddSingleton<SnapshotRounds>();
        Services.AddSingleton<JobCertificates>();
        Services.AddSingleton(new LogRing(1000));
        Services.AddSingleton<AuditTrail>();
        Services.AddSingleton<JobRequests>();
        JSInterop.Mode = JSRuntimeMode.Loose;
        Visitor = AddAuthorization();
        SignIn(Role.Administrator);
    }

    /// <summary>The time.</summary>
    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 2, 14, 14, 2, 30, TimeSpan.Zero));

    /// <summary>Who looks at the pages.</summary>
    private protected BunitAuthorizationContext Visitor { get; }

    /// <summary>What the engine publishes.</summary>
    private protected StatusFeed Feed { get; } = new(NullLogger<StatusFeed>.Instance);

    /// <summary>What visitors ask the engine for.</summary>
    private protected RecordedControl Control { get; } = new();

    /// <summary>Runs that ended; told by the test with <see cref="RecentRuns.StartAsync"/>.</summary>
    private protected RecentRuns Runs { get; }

    /// <summary>The time now.</summary>
    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Lets somebody with a role look at the pages; an administrator does unless a test says otherwise.</summary>
    private protected void SignIn(Role role)
    {
        var actor = new Actor("anna", ActorWay.Browser, "192.0.2.7", role) { UserId = 1, SessionId = "session-of-anna" };
        Visitor.SetAuthorized(actor.Name)
            .SetClaims([.. actor.ToPrincipal("session").Claims.Where(claim => claim.Type != System.Security.Claims.ClaimTypes.Name)]);
        Visitor.SetPolicies([.. new[] { (Policies.View, Role.Viewer), (Policies.Operate, Role.Operator), (Policies.Administer, Role.Administrator) }
            .Where(policy => role >= policy.Item2).Select(policy => policy.Item1)]);
    }

    /// <summary>
    /// Does something with a page and waits for all that follows from it. <c>Click()</c>, <c>Change()</c> and <c>Input()</c> alone only queue the event while the
    /// page has something to do (also right after a wait of bUnit, which ends within a rendering), and the next line looks before it has happened.
    /// </summary>
    /// <param name="page">The page; nothing else changes it between finding an element and using it.</param>
    /// <param name="what">Such as <c>it => it.Find("button").ClickAsync(new())</c>. What ends with the answer of somebody is not to be awaited.</param>
    private protected static Task DoAsync<T>(IRenderedComponent<T> page, Func<IRenderedComponent<T>, Task> what) where T : Microsoft.AspNetCore.Components.IComponent =>
        page.InvokeAsync(() => what(page)).WaitAsync(Deadline.OfATest);

    /// <summary>
    /// Waits until the page shows what the engine published, while time goes on: updates rest for half a second after each. Looks again also when
    /// nothing was rendered, because what is waited for may come by a thread of its own and then rest.
    /// </summary>
    private protected void Eventually<T>(IRenderedComponent<T> page, Action assertion) where T : Microsoft.AspNetCore.Components.IComponent
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (true)
        {
            Clock.Advance(UpdateThrottle.DefaultInterval);
            try
            {
                page.InvokeAsync(assertion).GetAwaiter().GetResult();
                return;
            }
            catch (Exception failure) when (failure is Xunit.Sdk.XunitException or ElementNotFoundException or ArgumentOutOfRangeException && !deadline.IsCancellationRequested)
            {
                deadline.Token.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(5)); // other threads have something to do
            }
        }
    }
}
