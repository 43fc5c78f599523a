using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Datasets;
using Zrepl.Web.Live.Repairs;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.Actions;
using Zrepl.Web.Security.SecondFactor;
using Zrepl.Web.Security.SignIn;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Security;

/// <summary>Has something done, as a page or dialog would, but past all its buttons.</summary>
/// <param name="services">Of the running daemon.</param>
/// <param name="actor">By whom.</param>
/// <param name="cancellation">Ends it.</param>
/// <returns>Why it was not done; empty if it was. Whether it is a matter of the role, the words tell.</returns>
internal delegate Task<string> Doing(IServiceProvider services, Actor actor, CancellationToken cancellation);

/// <summary>
/// Whatever pages and dialogs call of the rest of the program (<see cref="Architecture.CallsOfPages"/>), written down by hand: what they do with the least role it
/// asks for, what is for whoever stands before the door, and what only looks. A call without an entry fails <see cref="PageActionsTests"/>.
/// </summary>
internal static class PageActions
{
    private const string Job = "offsite";
    private const string Dataset = "tank/db";
    private const string Nothing = "no-such-thing";

    /// <summary>What acts: the least role, and how to try it.</summary>
    public static readonly IReadOnlyDictionary<string, (Role Least, Doing Do)> All = new Dictionary<string, (Role, Doing)>(StringComparer.Ordinal)
    {
        // jobs
        ["JobRequests.Ask"] = (Role.Operator, (services, actor, _) => Told(
            [.. Enum.GetValues<JobAction>().Select(action => services.GetRequiredService<JobRequests>().Ask(actor, action, Job))])),
        ["JobRequests.AskAll"] = (Role.Operator, (services, actor, _) => Told(
            [.. services.GetRequiredService<JobRequests>().AskAll(actor, JobAction.Pause).Select(answered => answered.Answer)])),
        ["JobRequests.ApprovePruning"] = (Role.Administrator, (services, actor, _) => Told(services.GetRequiredService<JobRequests>().ApprovePruning(actor, Job, Nothing))),
        ["RepairDesk.RunAsync"] = (Role.Administrator, async (services, actor, _) =>
            await services.GetRequiredService<RepairDesk>().RunAsync(actor, Nothing, Dataset, 1, Nothing) is RepairReply.Refused refused ? refused.Reason : ""),

        // datasets
        ["ReleaseDesk.ReleaseAsync"] = (Role.Administrator, async (services, actor, cancellation) =>
            await services.GetRequiredService<ReleaseDesk>().ReleaseAsync(actor, new(Nothing, Dataset, "step-hold", Dataset + "@a", Job), false, cancellation) is ReleaseAnswer.Stays stays ? stays.Reason : ""),

        // configuration
        ["ConfigurationDesk.SaveAsync"] = (Role.Administrator, async (services, actor, cancellation) =>
            (await services.GetRequiredService<ConfigurationDesk>().SaveAsync(actor, Nothing, "", "", cancellation)).Text),
        ["ConfigurationDesk.ReloadAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<ConfigurationDesk>().ReloadAsync(actor, cancellation))),
        ["EditedJobTrials.ConnectAsync"] = (Role.Administrator, (services, actor, cancellation) => Refusal(() =>
            services.GetRequiredService<EditedJobTrials>().ConnectAsync(actor, JobOf(services), [JobOf(services)], cancellation))),
        ["EditedJobTrials.PreviewAsync"] = (Role.Administrator, (services, actor, cancellation) => Refusal(() =>
            services.GetRequiredService<EditedJobTrials>().PreviewAsync(actor, JobOf(services), null, cancellation))),

        // traces
        ["RecordingDesk.Start"] = (Role.Operator, (services, actor, _) => Refusal(() =>
        {
            services.GetRequiredService<RecordingDesk>().Start(actor, TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        })),
        ["RecordingDesk.StopAsync"] = (Role.Operator, (services, actor, _) => Refusal(() => services.GetRequiredService<RecordingDesk>().StopAsync(actor))),

        // notifications
        ["NotificationStore.SaveAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<NotificationStore>().SaveAsync(actor, null, cancellation))),
        ["TestMessages.SendAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<TestMessages>().SendAsync(actor, "webhook", cancellation))), // there is none
        ["TestMessages.FetchAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<TestMessages>().FetchAsync(actor, new() { SuccessUrl = "http://127.0.0.1:1/" }, cancellation))),

        // one's own account
        ["Sessions.EndOwnAsync"] = (Role.Viewer, async (services, actor, cancellation) =>
        {
            var sessions = services.GetRequiredService<Sessions>();
            var other = actor.UserId is { } user ? (await sessions.OpenAsync(user, actor.Name, actor.Role, "", "another browser", cancellation)).SessionId : null;
            return await Refusal(() => sessions.EndOwnAsync(actor, other ?? Nothing, cancellation));
        }),
        ["SignInDesk.ConfirmAsync"] = (Role.Viewer, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<SignInDesk>().ConfirmAsync(actor, "wrong", cancellation))),
        ["SecondFactors.SetUpAsync"] = (Role.Viewer, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<SecondFactors>().SetUpAsync(actor, TotpCodes.Offer("host", actor.Name), "wrong", cancellation))),
        ["ApiTokens.MakeAsync"] = (Role.Viewer, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<ApiTokens>().MakeAsync(actor, "test", TokenScope.Read, null, cancellation))),
        ["ApiTokens.RevokeAsync"] = (Role.Viewer, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<ApiTokens>().RevokeAsync(actor, -1, cancellation))),

        // users
        ["UserAccounts.AddAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<UserAccounts>().AddAsync("new", null, Role.Viewer, actor, cancellation))),
        ["UserAccounts.SetPasswordAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<UserAccounts>().SetPasswordAsync("victim", "correct horse battery", actor, cancellation))),
        ["UserAccounts.SetRoleAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<UserAccounts>().SetRoleAsync("victim", Role.Operator, actor, cancellation))),
        ["UserAccounts.UnlockAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<UserAccounts>().UnlockAsync("victim", actor, cancellation))),
        ["UserAccounts.RemoveAuthenticatorAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<UserAccounts>().RemoveAuthenticatorAsync("victim", actor, cancellation))),
        ["UserAccounts.RemoveAsync"] = (Role.Administrator, (services, actor, cancellation) =>
            Refusal(() => services.GetRequiredService<UserAccounts>().RemoveAsync("victim", actor, cancellation))),
    };

    /// <summary>For whoever stands before the door: a password or the setup token decides, or only what is theirs ends.</summary>
    public static readonly IReadOnlySet<string> Door = new HashSet<string>(StringComparer.Ordinal)
    {
        "Setup.IsDueAsync", "Setup.MakeAsync", "SignInDesk.SignInAsync", "SignInDesk.ContinueAsync", "Sessions.SignOutAsync",
        "AuditTrail.Done", "AuditTrail.Refused", // that somebody signed out
    };

    /// <summary>What changes nothing outside the page. Who may look, the page decides (<see cref="RoleMatrix"/>).</summary>
    public static readonly IReadOnlySet<string> Looks = new HashSet<string>(StringComparer.Ordinal)
    {
        // the history
        "ApiTokens.ListAsync", "AuditTrail.ReadAsync", "ConfigurationVersions.FindAsync", "ConfigurationVersions.OfAsync", "PeerSnapshots.OfAsync",
        "RunHistory.BytesPerHourAsync", "RunHistory.DecisionsAsync", "RunHistory.FindAsync", "RunHistory.FindIdAsync", "RunHistory.JobsAsync", "RunHistory.ListAsync",
        "SnapshotRounds.ListAsync", "SnapshotRounds.NotesAsync", "SecondFactors.RecoveryCodesLeftAsync", "Sessions.OfAsync", "UserAccounts.ListAsync", "NotificationStore.LoadAsync",

        // the configuration, and a job while it is being edited: in memory until it is saved
        "ConfigurationDesk.Check", "ConfigurationDesk.CheckAsync", "ConfigurationDesk.Read", "ConfigurationDesk.ReviewAsync", "ConfigurationLoader.LoadText", "ConfigurationSources.Key", "IJobDefinitions.Find",
        "JobDraft.Add", "JobDraft.Count", "JobDraft.Fits", "JobDraft.Get", "JobDraft.GetSwitch", "JobDraft.Has", "JobDraft.Keys", "JobDraft.Remove", "JobDraft.Rename", "JobDraft.Set",
        "JobDraft.SetType", "JobDraft.SharedAt", "JobDraft.Swap", "JobDraft.TextWithout", "FormPath.Entry", "FormPath.Item", "FormPath.Key", "FormPath.Within",
        "CronExpression.TryParse", "CronSchedule..ctor", "CronSchedule.Describe", "PeriodicGridSchedule.Describe", "ISchedule.Next",
        "FilesystemFilter.DecidingRule", "FilesystemFilter.Includes", "GoRegex.Search",

        // how everything stands
        "IStatusFeed.Find", "IStatusFeed.Subscribe", "IRecentRuns.Of", "DatasetCatalog.GetAsync", "DatasetCatalog.GuaranteesAsync", "PoolCatalog.GetAsync", "PoolForecasts.OfAsync",
        "DatasetFreshness.Of", "DatasetRates.ForgetOthers", "DatasetRates.Look", "FreshnessTargets.Of", "IInstallation.LookAsync", "JobCertificates.Of",
        "IPrunePreviews.OfAsync", "RepairDesk.LookAsync", "LogFollower..ctor", "LogRing.Newest", "RunTraceFiles.List", "RunTraceFiles.Open",

        // when to look again
        "DeliveryBoard.Subscribe", "HistoryReading..ctor", "HistoryReading.Begin", "HistorySubscription.To", "IPagePart.Draw", "LiveClock.AtLocal", "LiveClock.Subscribe", "LiveClock.ToLocal",
        "LiveSessions.Listen", "PageUpdates.Changed", "PageUpdates.DrawOn", "PageUpdates.Follow", "SlowTicks.With", "StatusSubscription.ToAll", "StatusSubscription.ToJob",
    };

    private static Zrepl.Engine.Configuration.JobDefinition JobOf(IServiceProvider services) =>
        services.GetRequiredService<ConfigurationInForce>().Current.Definition!.Jobs.Single(); // the daemon was started with it

    private static Task<string> Told(params JobAnswer[] answers) => Task.FromResult(string.Join("; ", answers.Where(answer => !answer.IsSuccess).Select(answer => answer.Text)));

    private static async Task<string> Refusal(Func<Task> act)
    {
        try
        {
            await act();
            return "";
        }
        catch (Exception refused) when (refused is SecurityRefusedException or DeliveryException)
        {
            return refused.Message;
        }
    }
}
