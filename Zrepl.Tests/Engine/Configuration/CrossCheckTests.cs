using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class CrossCheckTests // config 13, C16
{
    [Theory] // the vectors of upstream's helper, and the one it misses: "a-b" sorts between "a" and "a/c"
    [InlineData("zroot/sink1 zroot/sink2 zroot/sink3", false)]
    [InlineData("zroot/foo zroot/foobar", false)]
    [InlineData("a/x b/x", false)]
    [InlineData("zroot/b zroot/b", true)]
    [InlineData("zroot/foo zroot/foo/bar zroot/baz", true)]
    [InlineData("a/x/y a/x", true)]
    [InlineData("a/x b/x a/x/y", true)]
    [InlineData("a a/b a/c a/b", true)]
    [InlineData("a a-b a/c", true)]
    public void Receiving_into_each_others_roots_is_warned_about(string roots, bool overlaps)
    {
        var jobs =
            roots.Split(' ')
            .Select((root, i) =>
            $"- {{name: j{i}, type: pull, root_fs: {root}, interval: manual, connect: {{type: tcp, address: \"h:1\"}}}}");
        Assert.Equal(overlaps, Has(string.Join('\n', jobs), "receives into"));
    }

    [Fact]
    public void Sinks_overlap_by_the_identities_of_their_clients()
    {
        Assert.False(Has(Sink("a", "backup", "x") + Sink("b", "backup", "y"), "receives into"));
        Assert.True(Has(Sink("a", "backup", "x") + Sink("b", "backup", "x"),
            "jobs[1] \"b\".root_fs: receives into backup/x, which overlaps backup/x of job \"a\""));
        Assert.True(Has(Sink("a", "backup",
            "x") + "- {name: p, type: pull, root_fs: backup/x/y, interval: manual, connect: {type: tcp, address: \"h:1\"}}\n",
            "receives into backup/x/y"));
        Assert.True(Has(
            Sink("a", "backup",
                "x") + "- {name: n, type: sink, root_fs: backup, serve: {type: tcp, listen: \":1\", clients: {\"10.0.0.0/8\": \"*\"}}}\n",
            "info: jobs[1] \"n\".root_fs: clients that are named by their address receive below backup"));
    }

    [Fact]
    public void Identities_of_local_sinks_come_from_the_jobs_that_connect() => Assert.True(Has(
        LocalPush("p", "here", "me", "tank<") + LocalSink("s", "here", "backup") + Sink("t", "backup", "me"),
            "jobs[2] \"t\".root_fs: receives into backup/me"));

    [Theory]
    [InlineData("<", true)]
    [InlineData("backup<", true)]
    [InlineData("backup/x/y", true)]
    [InlineData("tank<", false)]
    [InlineData("backup", false)]
    public void Sending_what_another_job_receives_is_warned_about(string filesystems, bool warns) => Assert.Equal(warns, Has(
        Sink("s", "backup",
            "x") + $"- {{name: src, type: source, serve: {{type: local, listener_name: l}}, filesystems: {{\"{filesystems}\": true}}, snapshotting: {{type: manual}}}}\n",
        "jobs[1] \"src\".filesystems: includes datasets below backup/x, into which job \"s\" receives"));

    [Theory]
    [InlineData("tank<", 2, true)]
    [InlineData("tank/a", 2, true)]
    [InlineData("tank<", 1, false)]
    [InlineData("zroot<", 2, false)]
    public void Two_jobs_that_prune_the_same_by_other_rules_are_warned_about(string filesystems, int count, bool warns) =>
        Assert.Equal(warns, Has(
        Snap("a", "tank<", "{type: last_n, count: 1}") + Snap("b", filesystems, $"{{type: last_n, count: {count}}}"),
        "jobs[1] \"b\".pruning.keep: job \"a\" prunes some of the same datasets by other rules"));

    [Fact]
    public void What_a_push_job_prunes_on_its_side_counts_too()
    {
        Assert.True(Has(
            Snap("a", "tank<", "{type: last_n, count: 1}") + LocalPush("p", "l", "me", "tank/b").Replace("}\n", ", pruning: {keep_sender: [{type: last_n, count: 2}]}}\n", StringComparison.Ordinal),
            "jobs[1] \"p\".pruning.keep_sender: job \"a\" prunes some of the same datasets by other rules"));
        Assert.False(Has(Snap("a", "tank<", "{type: last_n, count: 1}") + LocalPush("p", "l", "me", "tank/b"), "prunes some of the same datasets"));
    }

    [Theory] // I62
    [InlineData(":8888", ":8888", true)]
    [InlineData(":8888", "0.0.0.0:8888", true)]
    [InlineData("[::]:8888", "0.0.0.0:8888", true)]
    [InlineData("192.0.2.1:8888", "192.0.2.1:8888", true)]
    [InlineData("192.0.2.1:8888", "192.0.2.2:8888", false)]
    [InlineData("192.0.2.1:8888", ":8888", false)]
    [InlineData(":8888", ":8889", false)]
    public void Two_listeners_on_one_address_are_warned_about(string one, string other, bool warns)
    {
        string Job(string name, string listen) =>
            $"- {{name: {name}, type: sink, root_fs: {name}, serve: {{type: tcp, listen: \"{listen}\", clients: {{\"192.0.2.9\": c}}}}}}\n";
        Assert.Equal(warns,
            Has(Job("a", one) + Job("b", other), $"jobs[1] \"b\".serve.listen: listen address \"{other}\" is also used by job \"a\""));
    }

    [Fact]
    public void The_prometheus_endpoint_is_a_listener_too() => Assert.Contains(
        Warnings(LoadText("global: {monitoring: [{type: prometheus, listen: ':9811'}]}\njobs:\n- {name: a, type: sink, root_fs: a, serve: {type: tcp, listen: ':9811', clients: {'192.0.2.9': c}}}\n")),
        w => w.Contains("listen address \":9811\" is also used by the prometheus endpoint", StringComparison.Ordinal));

    [Fact]
    public void Identities_of_stdinserver_are_warned_about_twice_and_as_control_socket()
    {
        Assert.True(Has(Sink("a", "x", "c") + Sink("b", "y", "c"),
            "jobs[1] \"b\".serve.client_identities[0]: client identity \"c\" is also served by job \"a\""));
        Assert.Contains(
            Warnings(LoadText("global: {control: {sockpath: /run/z/ctl}, serve: {stdinserver: {sockdir: /run/z}}}\njobs:\n" + Sink("a", "x",
                "ctl"))),
            w => w.Contains("the socket of client \"ctl\" would be the control socket /run/z/ctl", StringComparison.Ordinal));
    }

    [Fact]
    public void Local_transports_that_do_not_meet_are_warned_about()
    {
        Assert.True(Has(LocalPush("p", "nowhere", "me", "tank<"), "no job serves the local listener \"nowhere\""));
        Assert.True(Has(LocalSink("a", "l", "x") + LocalSink("b", "l", "y"), "listener name \"l\" is also used by job \"a\""));
        Assert.True(Has(
            LocalSink("s", "l",
                "x") + "- {name: p, type: pull, root_fs: y, interval: manual, connect: {type: local, listener_name: l, client_identity: me}}\n",
            "a pull job needs a source job, but \"l\" is served by the sink job \"s\""));
        Assert.True(Has(
            "- {name: s, type: source, filesystems: {a: true}, snapshotting: {type: manual}, serve: {type: local, listener_name: l}}\n" + LocalPush("p", "l", "me", "tank<"),
            "a push job needs a sink job, but \"l\" is served by the source job \"s\""));
        Assert.False(Has(LocalSink("s", "l", "x") + LocalPush("p", "l", "me", "tank<"), "serve"));
    }

    [Fact] // config 8
    public void Rules_that_can_never_match_are_warned_about()
    {
        Assert.True(Has(Snap("a", "/tank<", "{type: last_n, count: 1}"),
            "jobs[0] \"a\".filesystems[\"/tank<\"]: \"/tank<\" is not a dataset's name and never matches"));
        Assert.True(Has(Snap("a", "tank//x", "{type: last_n, count: 1}"), "never matches"));
        Assert.True(Has(Snap("a", "", "{type: last_n, count: 1}"), "never matches"));
    }

    private static bool Has(string jobs, string message)
    {
        var loaded = LoadText("jobs:\n" + jobs);
        Assert.True(loaded.Definition is not null, string.Join('\n', loaded.Problems));
        return Warnings(loaded).Any(w => w.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stdinserver, client_identities: [x]", "", true)]
    [InlineData("tcp, listen: \":1\", clients: {\"10.0.0.1\": x}", "", true)]
    [InlineData("tcp, listen: \":1\", clients: {\"10.0.0.1\": x}", "nomount: true", true)] // until zfs mount -a
    [InlineData("tcp, listen: \":1\", clients: {\"10.0.0.1\": x}", "properties: {inherit: [canmount]}", true)]
    [InlineData("tcp, listen: \":1\", clients: {\"10.0.0.1\": x}", "properties: {inherit: [mountpoint]}", false)]
    [InlineData("tcp, listen: \":1\", clients: {\"10.0.0.1\": x}", "properties: {override: {mountpoint: none}}", false)]
    [InlineData("local, listener_name: l", "", false)]
    public void A_sink_whose_clients_on_the_network_choose_mountpoints_is_warned_about(string serve, string receive, bool warns)
    {
        var job = $"- {{name: s, type: sink, root_fs: backup, serve: {{type: {serve}}}, recv: {{{receive}}}}}\n";
        Assert.Equal(warns, Has(job, "a client that sends properties decides where its datasets are mounted"));
        Assert.Equal(warns, Has(job, "inherit: [mountpoint, canmount, overlay, sharenfs, sharesmb, setuid, devices, exec]"));
    }

    private static string Sink(string name, string root, string identity) =>
        $"- {{name: {name}, type: sink, root_fs: {root}, serve: {{type: stdinserver, client_identities: [{identity}]}}}}\n";

    private static string LocalSink(string name, string listener, string root) =>
        $"- {{name: {name}, type: sink, root_fs: {root}, serve: {{type: local, listener_name: {listener}}}}}\n";

    private static string LocalPush(string name, string listener, string identity, string filesystems) =>
        $"- {{name: {name}, type: push, filesystems: {{\"{filesystems}\": true}}, snapshotting: {{type: manual}}, connect: {{type: local, listener_name: {listener}, client_identity: {identity}}}}}\n";

    private static string Snap(string name, string filesystems, string rule) =>
        $"- {{name: {name}, type: snap, filesystems: {{\"{filesystems}\": true}}, snapshotting: {{type: manual}}, pruning: {{keep: [{rule}]}}}}\n";
}
