using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Transport;
using Zrepl.Engine.Transport.Ssh;
using Zrepl.Tests.Support;
using Zrepl.Tests.Support.Ssh;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Transport.Ssh;

/// <summary>The client of ssh+stdinserver against scripts in the place of ssh: spec wire 6.3; conformance T-8.</summary>
public sealed class SshDialerTests
{
    private const string SayHello = """printf 'SSHCON_HELO\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'""";
    private const string SayProxyError = """printf 'SSHCON_PROXY_ERROR\0\0\0\0\0\0\0\0\0\0\0\0\0'""";

    [Fact]
    public async Task T8_the_command_line_is_Gos_and_the_environment_is_empty()
    {
        using var ssh = new StandInSsh($"""
            for argument; do echo "$argument"; done >"$here/arguments"
            tr '\0' '\n' </proc/$$/environ >"$here/environment"
            {SayHello}
            exec cat >/dev/null
            """);
        await using (await DialAsync(ssh.Definition(options: ["Compression=yes", "IPQoS=throughput"])))
        {
            Assert.Equal(
                ["-p", "2222", "-T", "-i", "/etc/zrepl/id", "-o", "BatchMode=yes", "-o", "Compression=yes", "-o", "IPQoS=throughput", "root@backups.example.org"],
                ssh.Read("arguments").Split('\n', StringSplitOptions.RemoveEmptyEntries));
            Assert.Equal("", ssh.Read("environment"));
        }
    }

    [Fact]
    public async Task T8_bytes_follow_the_banners_in_both_directions_and_a_half_close_reaches_the_other_side()
    {
        using var ssh = new StandInSsh($"""
            {SayHello}
            head -c 31 >"$here/begin"
            cat
            echo end
            """);
        await using var wire = await DialAsync(ssh.Definition());
        await wire.WriteAsync("hello "u8.ToArray());
        Assert.Equal("hello "u8.ToArray(), await wire.TakeAsync(6));
        Assert.Equal("SSHCON_BEGIN" + new string('\0', 19), ssh.Read("begin"));
        await wire.ShutdownWriteAsync(CancellationToken.None);
        Assert.Equal("end\n"u8.ToArray(), await wire.TakeAllAsync());
    }

    [Theory]
    [InlineData("root@backups.example.org: Permission denied (publickey).", 255, true, "authorized_keys of root there, with command=\"zrepl stdinserver IDENTITY\"")]
    [InlineData("Host key verification failed.", 255, true, "run: ssh -p 2222 root@backups.example.org")]
    [InlineData("Warning: Identity file /etc/zrepl/id not accessible: No such file or directory.", 255, true, "Correct connect.identity_file")]
    [InlineData("command-line: line 0: Bad configuration option: foo", 255, true, "Correct connect.options")]
    [InlineData("bash: line 1: zrepl: command not found", 127, true, "full path of zrepl")]
    [InlineData("usage: something", 1, true, "The other side ran something else")]
    [InlineData("ssh: connect to host backups.example.org port 2222: Connection refused", 255, false, "")]
    [InlineData("ssh: Could not resolve hostname backups.example.org: Temporary failure in name resolution", 255, false, "")]
    [InlineData("kex_exchange_identification: Connection closed by remote host", 255, false, "")]
    [InlineData("passing stdin and stdout fds to server; wait for end of connection; proxying finished successfully, exiting with status 0", 0, false, "")]
    public async Task T8_an_ssh_that_ends_early_is_quoted_and_only_what_time_can_heal_is_tried_again(string error, int code, bool isRefusal, string advice)
    {
        using var ssh = new StandInSsh($"echo '{error}' >&2; exit {code}");
        var failure = await FailureAsync(ssh.Definition());
        Assert.StartsWith($"ssh root@backups.example.org:2222: ssh: '{error}' (exit status {code})", failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.Equal(isRefusal ? FailureClass.Permanent : FailureClass.Connectivity, FailureClasses.Of(failure, CancellationToken.None));
    }

    [Fact]
    public async Task T8_a_proxy_without_its_daemon_is_waited_for_but_not_one_that_does_not_know_us()
    {
        using var stopped = new StandInSsh($"{SayProxyError}; echo 'error proxying: the zrepl daemon is not running' >&2; exit 1");
        var lost = await FailureAsync(stopped.Definition());
        Assert.StartsWith("ssh root@backups.example.org:2222: proxy error, check remote configuration", lost.Message, StringComparison.Ordinal);
        Assert.IsType<ConnectionLostException>(lost);

        using var unknown = new StandInSsh($"echo \"error proxying: no job serves client identity 'c9': add it\" >&2; {SayProxyError}; exit 1");
        Assert.IsType<PeerRefusedException>(await FailureAsync(unknown.Definition()));
    }

    [Fact] // the daemon there gives up a connection whose beginning takes too long, and we are told by a closed pipe
    public async Task T8_a_connection_that_ends_between_the_banners_is_tried_again()
    {
        using var ssh = new StandInSsh($"exec <&-; {SayHello}; echo 'proxying finished successfully' >&2; exit 0");
        var failure = await FailureAsync(ssh.Definition());
        Assert.Equal("ssh root@backups.example.org:2222: the other side ended the connection before it had begun: proxying finished successfully", failure.Message);
        Assert.Equal(FailureClass.Connectivity, FailureClasses.Of(failure, CancellationToken.None));
    }

    [Fact]
    public async Task T8_what_a_shell_prints_before_the_banner_is_shown()
    {
        using var ssh = new StandInSsh("echo 'Welcome to backups.example.org, last login yesterday'; exec cat");
        var failure = await FailureAsync(ssh.Definition(), TimeProvider.System); // it does not end by itself
        Assert.Contains("unknown banner message: \"Welcome to backups.example.org,\"", failure.Message, StringComparison.Ordinal);
        Assert.IsType<PeerRefusedException>(failure);
        Assert.False(ssh.IsRunning);
    }

    [Fact]
    public async Task T8_after_dial_timeout_ssh_is_killed()
    {
        using var ssh = new StandInSsh("trap '' TERM; echo waiting >&2; while :; do sleep 1; done");
        var clock = new SettableClock();
        var dialling = new SshDialer(ssh.Definition(TimeSpan.FromSeconds(10)), clock).DialAsync(CancellationToken.None);
        while (!dialling.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1)); // first the deadline, then the time between asking and killing
            await Task.WhenAny(dialling, Task.Delay(20));
        }

        var failure = await Assert.ThrowsAsync<ConnectionLostException>(() => dialling);
        Assert.StartsWith("ssh root@backups.example.org:2222: dial_timeout of 10s exceeded", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T8_without_ssh_the_setting_is_named()
    {
        var failure = await FailureAsync(new("h", "u", 22, "/k", [], "/no/such/ssh", null));
        Assert.Equal("cannot start /no/such/ssh: No such file or directory. Install the ssh client, or name it in connect.ssh_command", failure.Message);
        Assert.IsType<PeerRefusedException>(failure);
    }

    [Fact]
    public async Task A_network_that_breaks_under_ssh_is_no_regular_end()
    {
        using var ssh = new StandInSsh($"""
            {SayHello}
            head -c 31 >/dev/null
            echo 'client_loop: send disconnect: Broken pipe' >&2
            exit 255
            """);
        await using var wire = await DialAsync(ssh.Definition());
        var lost = await Assert.ThrowsAsync<ConnectionLostException>(() => wire.TakeAsync(1));
        Assert.Contains("client_loop: send disconnect: Broken pipe", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abort_ends_a_read_under_way_and_ssh()
    {
        using var ssh = new StandInSsh($"{SayHello}; exec sleep 1000");
        var wire = await DialAsync(ssh.Definition(), TimeProvider.System);
        var reading = wire.ReadAsync(new byte[1]).AsTask();
        wire.Abort();
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(Deadline.OfATest));
        Assert.True(WireFailure.IsBroken(failure), failure.ToString());
        await wire.DisposeAsync().AsTask().WaitAsync(Deadline.OfATest);
        Assert.False(ssh.IsRunning);
    }

    [Fact]
    public async Task A_cancelled_dial_says_so_and_leaves_no_ssh()
    {
        using var ssh = new StandInSsh("exec sleep 1000");
        using var cancellation = new CancellationTokenSource();
        var dialling = new SshDialer(ssh.Definition(), TimeProvider.System).DialAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialling.WaitAsync(Deadline.OfATest));
    }

    // On a clock that stands still the end of ssh and its last words are waited for, however busy the machine is.
    private static Task<WireStream> DialAsync(ConnectDefinition.SshStdinserver definition, TimeProvider? clock = null) =>
        new SshDialer(definition, clock ?? new FakeTimeProvider()).DialAsync(CancellationToken.None).WaitAsync(Deadline.OfATest);

    private static Task<Exception> FailureAsync(ConnectDefinition.SshStdinserver definition, TimeProvider? clock = null) => Assert.ThrowsAnyAsync<Exception>(() => DialAsync(definition, clock));
}
