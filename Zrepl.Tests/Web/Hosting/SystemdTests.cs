using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>What systemd is told: sd_notify(3), sd_watchdog_enabled(3).</summary>
public sealed class SystemdTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string _path;

    public SystemdTests()
    {
        _path = Path.Combine(_directory.Path, "notify");
        _systemd.Bind(new UnixDomainSocketEndPoint(_path));
    }

    public void Dispose()
    {
        _systemd.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task It_is_told_that_the_daemon_is_up_and_that_it_ends()
    {
        var notify = new SystemdNotify(_path);
        notify.Ready("3 jobs");
        Assert.Equal("READY=1\nSTATUS=3 jobs", await HeardAsync());
        notify.Stopping();
        Assert.StartsWith("STOPPING=1\n", await HeardAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abstract_socket_is_one_too()
    {
        var name = $"zrepl-test-{Guid.NewGuid():n}";
        using var listener = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint('\0' + name));
        new SystemdNotify('@' + name).Alive();
        Assert.Equal("WATCHDOG=1", await HeardAsync(listener));
    }

    [Fact]
    public void Without_systemd_and_after_its_end_nobody_is_told()
    {
        new SystemdNotify(null).Ready("3 jobs");
        _systemd.Dispose();
        new SystemdNotify(_path).Ready("3 jobs"); // and nothing is thrown
    }

    [Fact]
    public async Task A_watched_daemon_says_twice_in_each_period_that_it_is_alive_and_no_more_after_its_end()
    {
        var clock = new WatchedClock();
        using var end = new CancellationTokenSource();
        var watchdog = Watchdog(clock, "300000000", pid: null);
        var running = watchdog.RunAsync(end.Token);
        for (var beat = 1; beat <= 3; beat++)
        {
            Assert.Equal("WATCHDOG=1", await HeardAsync());
            await clock.ArmedAsync(TimeSpan.FromSeconds(150)).WaitAsync(Deadline.OfATest);
            Assert.Equal(0, _systemd.Available);
            clock.Advance(TimeSpan.FromSeconds(150));
        }

        Assert.Equal("WATCHDOG=1", await HeardAsync());
        await end.CancelAsync();
        await running.WaitAsync(Deadline.OfATest);
        clock.Advance(TimeSpan.FromSeconds(150));
        Assert.Equal(0, _systemd.Available);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("soon", null)]
    [InlineData("300000000", "1")] // somebody else's
    public async Task A_daemon_that_nobody_watches_says_nothing(string? patience, string? pid)
    {
        var watchdog = Watchdog(new FakeTimeProvider(), patience, pid);
        Assert.Null(watchdog.Interval);
        await watchdog.RunAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);
        Assert.Equal(0, _systemd.Available);
    }

    [Theory]
    [InlineData("300000000", 150)]
    [InlineData("9223372036854775807", 12 * 3600)] // as long as a unit can say
    public void The_interval_is_half_the_patience_and_never_more_than_a_delay_can_be(string patience, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Watchdog(TimeProvider.System, patience, $"{Environment.ProcessId}").Interval);

    private SystemdWatchdog Watchdog(TimeProvider clock, string? patience, string? pid) => new(new(_path), name => name switch
    {
        "WATCHDOG_USEC" => patience,
        "WATCHDOG_PID" => pid,
        _ => null,
    }, Environment.ProcessId, clock);

    private Task<string> HeardAsync() => HeardAsync(_systemd);

    private static async Task<string> HeardAsync(Socket socket)
    {
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, deadline.Token));
    }
}
