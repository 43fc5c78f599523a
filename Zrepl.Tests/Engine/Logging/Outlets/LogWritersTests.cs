using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Serilog.Events;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Logging.Outlets;

namespace Zrepl.Tests.Engine.Logging.Outlets;

/// <summary>The places lines go to, with real sockets and files.</summary>
public sealed class LogWritersTests : IDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);
    private static readonly LogEvent Entry = AnEntry.OfTheChecklist();
    private readonly string _directory = Directory.CreateTempSubdirectory("zrepl-log-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 2, 16, 9, 0, 0, TimeSpan.Zero));

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Syslog_gets_priority_time_ident_and_process()
    {
        var path = Path.Combine(_directory, "log");
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        await using var writer = new SyslogLogWriter(SyslogFacility.Local0, [Path.Combine(_directory, "absent"), path], Retry, _clock);
        await writer.WriteAsync(Entry, "[j]: m", Cancellation);
        await writer.WriteAsync(AnEntry.At(AnEntry.Time.AddDays(-10), LogEventLevel.Error, "m"), "bad", Cancellation);

        Assert.Equal($"<134>Feb 16 10:00:05 zrepl[{Environment.ProcessId}]: [j]: m\n", await ReceiveAsync(daemon));
        Assert.Equal($"<131>Feb  6 10:00:05 zrepl[{Environment.ProcessId}]: bad\n", await ReceiveAsync(daemon));
    }

    [Theory]
    [InlineData(LogEventLevel.Debug, SyslogFacility.Daemon, 31)]
    [InlineData(LogEventLevel.Warning, SyslogFacility.Local7, 188)]
    [InlineData(LogEventLevel.Error, SyslogFacility.Kern, 3)]
    internal async Task The_priority_is_facility_and_severity(LogEventLevel level, SyslogFacility facility, int priority)
    {
        var path = Path.Combine(_directory, "log");
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        await using var writer = new SyslogLogWriter(facility, [path], Retry, _clock);
        await writer.WriteAsync(AnEntry.Of(level, "m"), "m", Cancellation);
        Assert.StartsWith($"<{priority}>", await ReceiveAsync(daemon), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_syslog_daemon_it_is_tried_again_after_the_interval()
    {
        var path = Path.Combine(_directory, "log");
        await using var writer = new SyslogLogWriter(SyslogFacility.Local0, [path], Retry, _clock);
        var failure = await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(Entry, "m", Cancellation).AsTask());
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);

        using var daemon = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(path));
        await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(Entry, "too early", Cancellation).AsTask());
        _clock.Advance(Retry);
        await writer.WriteAsync(Entry, "m", Cancellation);
        Assert.EndsWith(": m\n", await ReceiveAsync(daemon), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_server_gets_a_line_each_and_is_found_again_after_it_went_away()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        await using var writer = new TcpLogWriter(new NetworkTarget("tcp", Local(port)), null, Retry, _clock);
        await writer.WriteAsync(Entry, "one", Cancellation);
        await writer.WriteAsync(Entry, "two", Cancellation);
        using (var first = await listener.AcceptTcpClientAsync(Cancellation))
        {
            using var lines = new StreamReader(first.GetStream());
            Assert.Equal("one", await lines.ReadLineAsync(Cancellation));
            Assert.Equal("two", await lines.ReadLineAsync(Cancellation));
        }

        await AssertFailsOnceClosedAsync(writer);
        await Assert.ThrowsAsync<IOException>(() => writer.WriteAsync(Entry, "too early", Cancellation).AsTask());
        _clock.Advance(Retry);
        await writer.WriteAsync(Entry, "three", Cancellation);
        using var second = await listener.AcceptTcpClientAsync(Cancellation);
        using var again = new StreamReader(second.GetStream());
        Assert.Equal("three", await again.ReadLineAsync(Cancellation));
    }

    [Fact]
    public async Task Datagrams_go_out_one_per_line()
    {
        using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var writer = new TcpLogWriter(new NetworkTarget("udp4", Local(((IPEndPoint)udp.LocalEndPoint!).Port)), null, Retry, _clock);
        await writer.WriteAsync(Entry, "m", Cancellation);
        await writer.WriteAsync(Entry, "n", Cancellation);
        Assert.Equal("m\n", await ReceiveAsync(udp));
        Assert.Equal("n\n", await ReceiveAsync(udp));
    }

    [Fact]
    public async Task An_encrypted_connection_needs_a_server_that_its_authority_signed()
    {
        using var authority = TestCertificate.SelfSigned("CN=authority");
        using var stranger = TestCertificate.SelfSigned("CN=stranger");
        using var server = TestCertificate.SignedBy(authority, "CN=logs", IPAddress.Loopback);
        using var client = TestCertificate.SignedBy(authority, "CN=zrepl");
        var files = TestCertificate.Write(_directory, authority, client);

        Assert.Equal("m", await SendOverTlsAsync(server, files));
        var failure = await Assert.ThrowsAsync<AuthenticationException>(() => SendOverTlsAsync(server, TestCertificate.Write(_directory, stranger, client)));
        Assert.Contains("certificate", failure.Message, StringComparison.Ordinal);
    }

    private async Task<string?> SendOverTlsAsync(X509Certificate2 serverCertificate, TlsFiles files)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var writer = new TcpLogWriter(new NetworkTarget("tcp", Local(((IPEndPoint)listener.LocalEndpoint).Port)), files, Retry, _clock);
        var writing = writer.WriteAsync(Entry, "m", Cancellation).AsTask();
        using var accepted = await listener.AcceptTcpClientAsync(Cancellation);
        await using var encrypted = new SslStream(accepted.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate is { Subject: "CN=zrepl" });
        var serving = encrypted.AuthenticateAsServerAsync(serverCertificate, clientCertificateRequired: true, checkCertificateRevocation: false);
        await writing;
        await serving;
        using var lines = new StreamReader(encrypted);
        return await lines.ReadLineAsync(Cancellation);
    }

    [Theory]
    [InlineData("tcp", "host", "named")]
    [InlineData("tcp", "host", "99999")]
    [InlineData("carrier-pigeon", "host", "1")]
    public async Task A_target_that_makes_no_sense_is_told(string network, string host, string port)
    {
        var target = new NetworkTarget(network, new HostPort(host, port));
        Assert.Contains("is no", (await Assert.ThrowsAsync<IOException>(() => target.ConnectAsync(Cancellation).AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_appended_to_and_only_its_group_may_read_it()
    {
        var path = Path.Combine(_directory, "zrepl.log");
        await File.WriteAllTextAsync(path, "before\n", Cancellation);
        File.Delete(path);
        await using (var writer = new FileLogWriter(path))
        {
            await writer.WriteAsync(Entry, "one", Cancellation);
            await writer.WriteAsync(Entry, "two", Cancellation);
        }

        await using (var writer = new FileLogWriter(path)) await writer.WriteAsync(Entry, "three", Cancellation);
        Assert.Equal("one\ntwo\nthree\n", await File.ReadAllTextAsync(path, Cancellation));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path) & ~UnixFileMode.GroupRead);
    }

    [Fact]
    public async Task A_file_moved_away_deleted_or_truncated_by_logrotate_is_followed()
    {
        var path = Path.Combine(_directory, "zrepl.log");
        await using var writer = new FileLogWriter(path);
        await writer.WriteAsync(Entry, "one", Cancellation);
        File.Move(path, path + ".1");
        await writer.WriteAsync(Entry, "two", Cancellation);
        Assert.Equal("one\n", await File.ReadAllTextAsync(path + ".1", Cancellation));
        Assert.Equal("two\n", await File.ReadAllTextAsync(path, Cancellation));

        File.Move(path, path + ".2");
        await File.WriteAllTextAsync(path, "", Cancellation); // logrotate's "create"
        await writer.WriteAsync(Entry, "three", Cancellation);
        Assert.Equal("three\n", await File.ReadAllTextAsync(path, Cancellation));

        using (var truncate = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) truncate.SetLength(0); // "copytruncate"
        await writer.WriteAsync(Entry, "four", Cancellation);
        Assert.Equal("four\n", await File.ReadAllTextAsync(path, Cancellation));

        File.Delete(path);
        await writer.WriteAsync(Entry, "five", Cancellation);
        Assert.Equal("five\n", await File.ReadAllTextAsync(path, Cancellation));
    }

    private static HostPort Local(int port) => new("127.0.0.1", port.ToString(CultureInfo.InvariantCulture));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The kernel needs a moment to hear of the close.
    private static async Task AssertFailsOnceClosedAsync(TcpLogWriter writer)
    {
        while (true)
        {
            try { await writer.WriteAsync(Entry, "lost", Cancellation); }
            catch (Exception failure) when (failure is IOException or SocketException) { return; } // by who meets it first
            await Task.Yield();
        }
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[2000];
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Cancellation));
    }
}
