using System.Collections.Concurrent;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Status;
using Zrepl.Tests.Engine.Freshness;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Data;
using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Tests.Web.Alerts;

/// <summary>Whoever watches: tells by each channel, remembers over a restart, and goes on when a channel or the database does not.</summary>
public sealed class AlertWatchTests : IAsyncLifetime
{
    private static readonly Actor Anna = new("anna", ActorWay.Browser, "192.0.2.7", Role.Administrator);

    private readonly HistoryWorld _world = new();
    private readonly StatusFeed _feed = new(NullLogger<StatusFeed>.Instance);
    private readonly RecordingChannel _chat = new("chat"), _mail = new("mail");
    private readonly EphemeralDataProtectionProvider _keys = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _world.StartedAsync();
        await _world.Writer.Opened.WaitAsync(Deadline.OfATest, Token);
        _feed.Publish(AJob.Named("offsite").Succeeded() with
        {
            Targets = Targets.Of("{ rpo: 24h, grace: 1h }"),
            Copies = [new("tank/db") { Snapshot = "s", TakenAt = _world.Clock.GetUtcNow().AddHours(-26), FirstSeenAt = _world.Clock.GetUtcNow().AddDays(-9) }],
        });
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_late_job_is_told_by_every_channel_once_and_a_restart_repeats_nothing()
    {
        await using (var watch = Start()) await watch.UntilAsync(() => _chat.Heard.Count == 1 && _mail.Heard.Count == 1 && watch.IsStoredAsTold());
        Assert.Equal(("problem", "offsite", "late"), (_chat.Heard.Single().EventWord, _chat.Heard.Single().Job, _chat.Heard.Single().Kind));
        Assert.Contains("The newest copy of tank/db is 26 h old (target 24 h).", _chat.Heard.Single().Text, StringComparison.Ordinal);

        await using (var again = Start())
        {
            for (var look = 0; look < 3; look++) await again.Watch.LookAsync(Token);
            Assert.NotNull(Assert.Single(again.Watch.Known).ToldAt);
        }

        Assert.Single(_chat.Heard);
    }

    [Fact]
    public async Task A_channel_that_fails_is_tried_again_and_said_to_fail_and_the_other_one_is_enough()
    {
        _mail.Failure = new DeliveryException("mail refuses user name or password", isFinal: true);
        await using var watch = Start();
        await watch.UntilAsync(() => watch.Watch.Known is [{ ToldAt: not null }]);
        Assert.Equal([("chat", null), ("mail", "mail refuses user name or password")], watch.Board.Latest.Select(result => (result.Channel, result.Problem)).Order());
    }

    [Fact]
    public async Task A_database_that_was_damaged_and_replaced_is_told_with_the_place_of_the_old_one()
    {
        await DatabaseFile.BreakAsync(_world.DatabasePath);
        _world.Writer.TellOfDamage();
        await using var watch = Start();
        await watch.UntilAsync(() => _chat.Heard.Any(message => message.Kind == "replaced"));
        Assert.Contains(_world.Writer.Health.SetAside?.Path ?? "nothing was set aside", _chat.Heard.First(message => message.Kind == "replaced").Text, StringComparison.Ordinal);
        Assert.Equal(1, _chat.Heard.Count(message => message.Kind == "replaced"));
    }

    [Fact]
    public async Task What_reached_nobody_is_told_anew()
    {
        _mail.Failure = _chat.Failure = new DeliveryException("cannot be reached", isFinal: true);
        await using var watch = Start();
        await watch.UntilAsync(() => watch.Board.Latest.Count >= 2);
        Assert.Null(Assert.Single(watch.Watch.Known).ToldAt);
        _mail.Failure = _chat.Failure = null;
        await watch.UntilAsync(() => _chat.Heard.Count > 1 && watch.Watch.Known is [{ ToldAt: not null }]);
    }

    [Fact]
    public async Task A_mistake_in_a_channel_costs_one_message_and_nothing_else()
    {
        _chat.Failure = new InvalidOperationException("a bug");
        await using var watch = Start();
        await watch.UntilAsync(() => watch.Board.Latest.Any(result => result is { Channel: "chat", Problem: not null }) && _mail.Heard.Count == 1);
        Assert.Contains("a mistake of zrepl", watch.Board.Latest.First(result => result.Channel == "chat").Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_kept_encrypted_over_a_restart_audited_without_secrets_and_can_be_given_back()
    {
        var store = Store();
        await store.LoadAsync(Token);
        await store.SaveAsync(Anna, new() { Webhook = new() { Url = "https://chat.example.com/geheim", Secret = "geheim" } }, Token);
        await Assert.ThrowsAsync<SecurityRefusedException>(() => store.SaveAsync(Anna, new() { Webhook = new() { Url = "geheim" } }, Token));
        var again = Store();
        await again.LoadAsync(Token);
        Assert.Equal(("https://chat.example.com/geheim", "geheim", true), (again.Current.Webhook!.Url, again.Current.Webhook.Secret, again.IsFromDashboard));
        await again.SaveAsync(Anna, null, Token);
        Assert.Equal((null, false), (again.Current.Webhook, again.IsFromDashboard));
        await _world.StopAsync();

        Assert.DoesNotContain("geheim", await File.ReadAllTextAsync(_world.DatabasePath, System.Text.Encoding.Latin1, Token), StringComparison.Ordinal);
        await using var db = _world.Database.Connect();
        Assert.Equal(["notifications.change", "notifications.reset"], db.Audit.OrderBy(entry => entry.Id).Select(entry => entry.Action));
        Assert.Contains(db.Audit.ToList(), entry => entry.Detail.Contains("https://chat.example.com/…", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_is_heard_to_begin_and_to_end_also_when_it_came_and_went_between_two_looks()
    {
        var idle = AJob.Named("a").Succeeded(number: 6);
        var running = idle.Replicating(1, of: 2); // run 7
        Assert.Equal([], Heartbeats.Between(null, running));
        Assert.Equal([HeartbeatEvent.Start], Heartbeats.Between(idle, running));
        Assert.Equal([], Heartbeats.Between(running, running));
        Assert.Equal([HeartbeatEvent.Success], Heartbeats.Between(running, idle.Succeeded(number: 7)));
        Assert.Equal([HeartbeatEvent.Fail], Heartbeats.Between(running, idle with { LastRun = AJob.Run(7, RunOutcome.Partial) }));
        Assert.Equal([], Heartbeats.Between(running, idle with { LastRun = AJob.Run(7, RunOutcome.Cancelled) }));
        Assert.Equal([HeartbeatEvent.Start, HeartbeatEvent.Success], Heartbeats.Between(idle, idle.Succeeded(number: 7)));
        Assert.Equal([HeartbeatEvent.Success, HeartbeatEvent.Start], Heartbeats.Between(running with { Running = running.Running! with { Number = 7 } }, idle.Succeeded(number: 7).Replicating(1, of: 2) with { Running = running.Running! with { Number = 8 } }));
    }

    private NotificationStore Store() => new(
        new(_world.Database, _world.Writer, TimeProvider.System), _world.Writer, Options.Create(new NotificationSettings()), _keys,
        new AuditTrail(_world.Writer, new(_world.Database, _world.Writer, TimeProvider.System), TimeProvider.System, NullLogger<AuditTrail>.Instance), _world.Clock,
        NullLogger<NotificationStore>.Instance);

    private Running Start() => new(this);

    private sealed class Running : IAsyncDisposable
    {
        private readonly AlertWatchTests _test;

        public Running(AlertWatchTests test)
        {
            _test = test;
            var history = new HistoryAccess(test._world.Database, test._world.Writer, TimeProvider.System);
            Watch = new(
                test._feed, test._world.Writer, test.Store(), new(history), [test._chat, test._mail], Board, test._world.Clock, NullLogger<AlertWatch>.Instance, NullLogger<Outbox>.Instance);
            _ = Watch.StartAsync(CancellationToken.None);
        }

        public AlertWatch Watch { get; }

        public DeliveryBoard Board { get; } = new();

        public bool IsStoredAsTold()
        {
            using var db = _test._world.Database.Connect();
            return db.Alerts.Any(alert => alert.ToldAt != null);
        }

        public async Task UntilAsync(Func<bool> isSo)
        {
            using var deadline = new CancellationTokenSource(Deadline.OfATest);
            while (!isSo())
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Watch.LookAsync(deadline.Token);
                await Task.Delay(5, deadline.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Watch.StopAsync(CancellationToken.None);
            Watch.Dispose();
        }
    }

    private sealed class RecordingChannel(string name) : IAlertChannel
    {
        public string Name => name;

        public ConcurrentQueue<AlertMessage> Heard { get; } = [];

        public Exception? Failure { get; set; }

        public bool IsSet(NotificationSettings settings) => true;

        public Task SendAsync(NotificationSettings settings, AlertMessage message, CancellationToken cancellation)
        {
            Heard.Enqueue(message);
            return Failure is null ? Task.CompletedTask : Task.FromException(Failure);
        }
    }
}
