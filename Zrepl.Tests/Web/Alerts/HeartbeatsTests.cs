using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Data;
using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Tests.Web.Alerts;

/// <summary>Addresses that are fetched when runs begin and end reach services that raise an alarm when nothing comes: each by itself, from the first run on.</summary>
public sealed class HeartbeatsTests : IAsyncLifetime
{
    private readonly HistoryWorld _world = new();
    private readonly PromptFeed _feed = new();
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly HookClient _web = new();
    private readonly DeliveryBoard _board = new();
    private readonly CancellationTokenSource _limit = new(Deadline.OfATest);
    private readonly ConcurrentQueue<string> _heard = [];
    private WebApplication _service = null!; // until InitializeAsync
    private Heartbeats? _heartbeats;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new()); // reads no appsettings.json that lies about, with endpoints in it
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        _service = builder.Build();
        _service.MapGet("/silent", (HttpContext context) => Task.Delay(Timeout.Infinite, context.RequestAborted));
        _service.MapGet("/refused", () => Results.StatusCode(404));
        _service.MapGet("/{what}", (string what) => _heard.Enqueue(what));
        await _service.StartAsync(_limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_heartbeats is not null) await _heartbeats.StopAsync(CancellationToken.None);
        _heartbeats?.Dispose();
        await _service.DisposeAsync();
        await _world.DisposeAsync();
        _web.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task An_address_that_does_not_answer_holds_up_no_other_one()
    {
        await _world.StartedAsync();
        await StartAsync(new() { Heartbeats = [new() { Job = "a", SuccessUrl = First + "silent" }, new() { Job = "b", SuccessUrl = Second + "b" }] });
        _feed.Publish(AJob.Named("a").Succeeded(number: 1));
        _feed.Publish(AJob.Named("b").Succeeded(number: 1));
        _feed.Publish(AJob.Named("a").Succeeded(number: 2));
        _feed.Publish(AJob.Named("b").Succeeded(number: 2));
        await UntilAsync(() => _heard.Contains("b")); // the time of attempts does not pass here
    }

    [Fact]
    public async Task What_happens_before_the_saved_settings_are_read_is_told_by_them()
    {
        await _world.StartedAsync();
        await Store(new()).SaveAsync(Visitors.Test, new() { Heartbeats = [new() { StartUrl = First + "start" }] }, _limit.Token);
        await _world.StopAsync();
        _world.Restart(); // and the database is not open yet
        await StartAsync(new());
        var idle = AJob.Named("a").Succeeded(number: 1);
        _feed.Publish(idle);
        _feed.Publish(idle.Replicating(1, of: 2));
        await _world.StartedAsync();
        await UntilAsync(() => _heard.Contains("start"));
    }

    [Fact]
    public async Task A_test_fetches_what_alarms_least_and_says_what_came_of_it()
    {
        await StartAsync(new());
        var heartbeats = _heartbeats!; // just started
        Assert.Equal(HeartbeatEvent.Success, await heartbeats.TestAsync(new() { StartUrl = First + "start", SuccessUrl = First + "success", FailUrl = First + "fail" }, _limit.Token));
        Assert.Equal(HeartbeatEvent.Start, await heartbeats.TestAsync(new() { StartUrl = First + "start", FailUrl = First + "fail" }, _limit.Token));
        Assert.Equal(["success", "start"], _heard);
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => heartbeats.TestAsync(new() { FailUrl = First + "refused" }, _limit.Token));
        Assert.Contains("answers 404", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1], _board.Latest.Select(result => result.Attempts));
    }

    private string First => _service.Urls.First() + "/";

    private string Second => _service.Urls.Last() + "/";

    private async Task StartAsync(NotificationSettings ofHost)
    {
        _heartbeats = new(_feed, Store(ofHost), _web, _board, _world.Clock, NullLogger<Outbox>.Instance);
        await _heartbeats.StartAsync(_limit.Token);
    }

    private NotificationStore Store(NotificationSettings ofHost)
    {
        var history = new HistoryAccess(_world.Database, _world.Writer, TimeProvider.System);
        return new(
            history, _world.Writer, Options.Create(ofHost), _keys, new AuditTrail(_world.Writer, history, TimeProvider.System, NullLogger<AuditTrail>.Instance), _world.Clock,
            NullLogger<NotificationStore>.Instance);
    }

    /// <summary>Tells of every change at once: what is told of a job depends on the changes that are seen.</summary>
    private sealed class PromptFeed : IStatusFeed
    {
        private Action<ImmutableArray<JobStatus>> _changed = _ => { };

        public ImmutableArray<JobStatus> Current { get; private set; } = [];

        public JobStatus? Find(string job) => Current.FirstOrDefault(status => status.Name.Text == job);

        public void Publish(JobStatus status)
        {
            Current = [.. Current.Where(known => known.Name != status.Name), status];
            _changed(Current);
        }

        public IDisposable Subscribe(string job, Action<JobStatus> changed) => throw new NotSupportedException();

        public IDisposable Subscribe(Action<ImmutableArray<JobStatus>> changed)
        {
            _changed = changed;
            return new MemoryStream(); // to be disposed of
        }
    }

    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo()) await Task.Delay(5, _limit.Token);
    }
}
