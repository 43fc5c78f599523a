using Zrepl.Engine.Configuration;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support.Jobs;
using Zrepl.Tests.Support.Ssh;
using Zrepl.Tests.Support.Wire;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Whole jobs between two simulated machines over each transport: conformance E-1 (ours with ours), G-7, T-5, T-9 (our proxy, our daemon).</summary>
public sealed class TwoHostsOverTheNetworkTests : IDisposable
{
    private readonly TlsWorld _files = new();
    private readonly ReservedPort _port = new();
    private readonly StandInSshSession _ssh = new("laptop");

    public void Dispose()
    {
        _files.Dispose();
        _port.Dispose();
        _ssh.Dispose();
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("ssh+stdinserver")] // a script in the place of ssh runs the real zrepl stdinserver
    public async Task E1_a_push_replicates_incrementally_and_prunes_both_sides(string transport)
    {
        await using var world = await TwoHosts.StartAsync(Push(transport), Sink(transport), _ssh.Sockets);
        await PrepareAsync(world, "a", "b");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
        await TakeAsync(world, "c");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
        Assert.Equal(["b", "c"], await world.Nas.SnapshotsAsync("backup/laptop/tank/data"));
        Assert.Equal(["c"], await world.Laptop.SnapshotsAsync("tank/data"));
        await world.Nas.SeenAsync("sink", status => status.Clients is [{ Identity: "laptop", ActiveRequests: [] }]);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("tls")]
    [InlineData("ssh+stdinserver")] // a script in the place of ssh runs the real zrepl stdinserver
    public async Task E1_a_pull_replicates_incrementally_and_prunes_both_sides(string transport)
    {
        await using var world = await TwoHosts.StartAsync(Source(transport), Pull(transport), _ssh.Sockets);
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Nas.WakeAsync("pull")));
        await TakeAsync(world, "b");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Nas.WakeAsync("pull")));
        Assert.Equal(["a", "b"], await world.Nas.SnapshotsAsync("backup/tank/data"));
        Assert.Equal(["b"], await world.Laptop.SnapshotsAsync("tank/data"));
    }

    [Fact]
    public async Task What_an_operator_made_below_the_root_of_a_client_under_a_name_that_no_sender_has_stops_nothing()
    {
        await using var world = await TwoHosts.StartAsync(Push("tcp"), Sink("tcp"));
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
        await world.Nas.ZfsAsync("create", "backup/laptop/2024-archive");
        await TakeAsync(world, "b");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
        Assert.DoesNotContain(world.Loggers.Log.Entries, entry => entry.Message.Contains("TimingPipeFlusher", StringComparison.Ordinal) || entry.Message.Contains("ended abnormally", StringComparison.Ordinal));
    }

    [Theory] // A13.7
    [InlineData("nomount: false", "yes")]
    [InlineData("nomount: true", "no")]
    [InlineData("properties: {inherit: [mountpoint]}", "no")] // what configcheck recommends
    public async Task A_sink_mounts_where_the_client_says_unless_it_was_told_not_to(string receive, string mounted)
    {
        var sink = Sink("tcp").Replace("recv: {", $"recv: {{{receive}, ", StringComparison.Ordinal);
        await using var world = await TwoHosts.StartAsync(Push("tcp") + "  send: {send_properties: true}\n", sink);
        await PrepareAsync(world, []);
        await world.Laptop.ZfsAsync("set", "mountpoint=/etc/cron.d", "tank/data");
        await world.Laptop.ZfsAsync("snapshot", "tank/data@a");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
        var table = await world.Nas.Engine.Zfs.PropertyReader.ReadAsync("backup/laptop/tank/data", ["mounted"], CancellationToken.None);
        Assert.Equal(mounted, table.Find("backup/laptop/tank/data", "mounted")?.Value);
    }

    [Fact] // E-5
    public async Task E5_eight_steps_run_at_a_time_each_on_a_connection_of_its_own()
    {
        const int Steps = 8;
        var push = Push("tcp") + $$"""
              replication: {concurrency: {steps: {{Steps}} } }
              send: {bandwidth_limit: {max: 10 KiB, bucket_capacity: 1 KiB} }

            """;
        await using var world = await TwoHosts.StartAsync(push, Sink("tcp"));
        await PrepareAsync(world, []);
        foreach (var child in Enumerable.Range(0, 2 * Steps)) await world.Laptop.ZfsAsync("create", $"tank/data/{child}");
        await world.Laptop.ZfsAsync("snapshot", "-r", "tank/data@a");

        var run = world.Laptop.WakeAsync("push");
        // The parent goes first. While the others begin, which takes as long as it takes, time stands still, and with it those that have begun, at their limit.
        await WhileTimePassesAsync(world.Nas.SeenAsync("sink", status => status.Clients is [{ ActiveRequests: var requests }] && requests.Any(request => request.StartsWith("receive tank/data/", StringComparison.Ordinal))));
        await world.Nas.SeenAsync("sink", status => status.Clients is [{ ActiveRequests.Length: Steps }]);
        await WhileTimePassesAsync(run);
        Assert.Equal((RunOutcome.Succeeded, null), Told(await run));
        foreach (var child in Enumerable.Range(0, 2 * Steps)) Assert.Equal(["a"], await world.Nas.SnapshotsAsync($"backup/laptop/tank/data/{child}"));

        async Task WhileTimePassesAsync(Task task)
        {
            while (!task.IsCompleted)
            {
                world.Clock.Advance(TimeSpan.FromSeconds(0.1)); // streams wait for it, at their limit
                await Task.Delay(1);
            }

            await task;
        }
    }

    [Fact]
    public async Task A_refused_certificate_is_told_in_the_run_with_what_was_shown_and_where_to_look()
    {
        _files.Allowed = ["homeserver"];
        await using var world = await TwoHosts.StartAsync(Push("tls"), Sink("tls"));
        await PrepareAsync(world, "a");
        var run = await world.Laptop.WakeAsync("push");
        Assert.Equal(RunOutcome.Failed, run.Outcome);
        Assert.Contains("client_cns", run.Error, StringComparison.Ordinal);
        Assert.Contains("We showed certificate \"CN=laptop\" issued by \"CN=zrepl CA\"", run.Error, StringComparison.Ordinal);
        await world.Loggers.Log.EntryAsync(entry => entry.Message.Contains("unauthorized client common name \"laptop\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_listens_with_unusable_files_says_so_and_listens_once_they_are_mended()
    {
        var key = File.ReadAllText(_files.Server.Key);
        File.Delete(_files.Server.Key);
        await using var world = await TwoHosts.StartAsync(Push("tls"), Sink("tls"));
        var failed = await world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Failed);
        Assert.Equal($"cannot listen: cannot read key {_files.Server.Key}: no such file or directory", failed.Problem!.Text);
        File.WriteAllText(_files.Server.Key, key);
        await world.Clock.PassAsync(new JobOptions().RetryAfter);
        await world.Nas.SeenAsync("sink", status => status.Phase == JobPhase.Serving);
    }

    [Fact]
    public async Task Certificates_renewed_between_two_runs_are_used_by_the_second()
    {
        await using var world = await TwoHosts.StartAsync(Push("tls"), Sink("tls"));
        await PrepareAsync(world, "a");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
        var authority = _files.Workshop.Authority("another CA");
        _files.Workshop.Write("server", _files.Workshop.Leaf("nas.example.com", authority), [authority]);
        _files.Workshop.Write("client", _files.Workshop.Leaf("laptop", authority), [authority]);
        await TakeAsync(world, "b");
        Assert.Equal((RunOutcome.Succeeded, null), Told(await world.Laptop.WakeAsync("push")));
    }

    private static (RunOutcome Outcome, string? Error) Told(RunResult run) => (run.Outcome, run.Error);

    private static async Task PrepareAsync(TwoHosts world, params string[] snapshots)
    {
        foreach (var machine in new[] { world.Laptop, world.Nas })
        {
            if (machine.Engine.Status.Find("sink") is not null) await machine.SeenAsync("sink", status => status.Phase == JobPhase.Serving);
            if (machine.Engine.Status.Find("source") is not null) await machine.SeenAsync("source", status => status.Phase == JobPhase.Serving);
        }

        await world.Laptop.ZfsAsync("create", "tank/data");
        foreach (var name in snapshots) await TakeAsync(world, name);
    }

    private static async Task TakeAsync(TwoHosts world, string name)
    {
        await world.Laptop.Host.Files.WriteAsync("tank/data", "file", 1_000_000, name[0]);
        await world.Laptop.ZfsAsync("snapshot", $"tank/data@{name}");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private string Push(string transport) => $$"""
        - name: push
          type: push
          connect: {{Connect(transport)}}
          filesystems: {"tank/data<": true}
          snapshotting: {type: manual}
          pruning:
            keep_sender: [{type: not_replicated}, {type: last_n, count: 1}]
            keep_receiver: [{type: last_n, count: 2}]

        """;

    private string Sink(string transport) => $$"""
        - name: sink
          type: sink
          serve: {{Serve(transport)}}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'} }

        """;

    private string Source(string transport) => $$"""
        - name: source
          type: source
          serve: {{Serve(transport)}}
          filesystems: {"tank/data<": true}
          snapshotting: {type: manual}

        """;

    private string Pull(string transport) => $$"""
        - name: pull
          type: pull
          connect: {{Connect(transport)}}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'} }
          interval: manual
          pruning: {keep_sender: [{type: not_replicated}, {type: last_n, count: 1}], keep_receiver: [{type: last_n, count: 2}]}

        """;

    private string Connect(string transport) => transport switch
    {
        "tcp" => $$"""{type: tcp, address: "{{_port}}" }""",
        "tls" => $$"""{type: tls, address: "{{_port}}", {{Files(_files.Client)}}, server_cn: nas.example.com }""",
        _ => $$"""{type: ssh+stdinserver, host: nas, user: root, port: 22, identity_file: /k, ssh_command: "{{_ssh.Program}}", dial_timeout: 60s }""",
    };

    private string Serve(string transport) => transport switch
    {
        "tcp" => $$"""{type: tcp, listen: "{{_port}}", clients: {"127.0.0.1": laptop} }""",
        "tls" => $$"""{type: tls, listen: "{{_port}}", {{Files(_files.Server)}}, client_cns: [{{string.Join(", ", _files.Allowed)}}] }""",
        _ => "{type: stdinserver, client_identities: [laptop]}",
    };

    private static string Files(TlsFiles files) => $"ca: {files.CertificateAuthority}, cert: {files.Certificate}, key: {files.Key}";
}
