using NodaTime;
using Zrepl.Engine.Bandwidth;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;
using static Zrepl.Tests.Engine.Configuration.Samples;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class ValidSamplesTests // config 18, C2
{
    public static TheoryData<string> All => [.. NamesIn("valid")];

    [Theory]
    [MemberData(nameof(All))]
    public void A_legal_file_loads_and_its_canonical_form_gives_the_same(string name) // C15
    {
        var definition = LoadValid(name).Definition!; // LoadValid asserts that it is there
        var canonical = CanonicalConfiguration.ToYaml(definition, showsSecrets: true);
        Assert.Equal(definition.Global, Legal(canonical).Global);
        Assert.Equal(definition.Jobs, Legal(canonical).Jobs);
        Assert.Equal(canonical, CanonicalConfiguration.ToYaml(Legal(canonical), showsSecrets: true));
        Assert.Equal(definition.Jobs.Count, Legal(CanonicalConfiguration.ToYaml(definition)).Jobs.Count);
        Assert.Equal(definition.Jobs, Legal(CanonicalConfiguration.ToJson(definition, showsSecrets: true)).Jobs);
    }

    [Fact]
    public void Every_number_of_the_specification_has_a_sample() =>
        Assert.All(Enumerable.Range(1, 29), number => Assert.Contains(NamesIn("valid"), name => name.StartsWith($"V{number:00}", StringComparison.Ordinal)));

    [Theory] // 1.3, V01
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("---")]
    [InlineData("---\n")]
    [InlineData("null\n")]
    [InlineData("# nothing\n")]
    [InlineData("jobs:\nglobal:\ninclude:\n")]
    [InlineData("\ufeff")]
    public void An_empty_file_means_defaults_and_no_jobs(string text)
    {
        var definition = Legal(text);
        Assert.Empty(definition.Jobs);
        Assert.Equal(GlobalDefinition.Default, definition.Global);
        Assert.Equal([new LoggingOutletDefinition.Stdout(LogLevelName.Warn, LogFormat.Human, Color: true)], definition.Global.Logging);
    }

    [Fact] // V02
    public void Included_jobs_follow_in_the_order_of_the_entries_and_of_names() =>
        Assert.Equal(["one", "ten", "twenty"], LoadValid("V02").Definition!.Jobs.Select(j => j.Name.Text));

    [Fact] // V03, V04
    public void Snap_jobs_have_finished_schedules()
    {
        var snap = Job<SnapJobDefinition>("V03");
        var periodic = Assert.IsType<SnapshottingDefinition.Periodic>(snap.Snapshotting);
        Assert.Equal((TimeSpan.FromMinutes(2), "h_"), (periodic.Interval, periodic.Naming.Prefix));
        Assert.Equal(new RetentionPolicy([new KeepLastN(60)]), snap.Keep);
        Assert.True(snap.Filesystems.Includes(Zrepl.Zfs.Names.DatasetPath.Parse("pool/a/b")));
        Assert.Equal("*/5 * * * *", Assert.IsType<SnapshottingDefinition.Cron>(Job<SnapJobDefinition>("V04").Snapshotting).Expression.Text);
    }

    [Fact] // V05
    public void A_push_job_has_finished_rules()
    {
        var push = Job<PushJobDefinition>("V05");
        Assert.Equal(new ConnectDefinition.Tcp(new("vault.example.org", "8888"), TimeSpan.FromSeconds(10)), push.Connect);
        Assert.IsType<SnapshottingDefinition.Manual>(push.Snapshotting);
        Assert.Equal(new SendDefinition(), push.Send);
        Assert.Equal(ReplicationDefinition.Default, push.Replication);
        Assert.Equal(new ReplicationTrigger.Manual(), push.Trigger);
        Assert.Equal(
            new RetentionPolicy([new KeepNotReplicated(), new KeepLastN(10),
                new KeepGrid(RetentionGrid.Parse("1x1h(keep=all)|24x1h|14x1d"), GoRegex.Parse("^auto_"))]),
            push.Pruning.KeepSender);
        Assert.Equal(1 + 24 + 35 + 6, Assert.IsType<KeepGrid>(push.Pruning.KeepReceiver.Rules.Single()).Grid.BucketCount);
    }

    [Fact] // V06, V07, V27
    public void Pull_jobs_have_finished_transports_and_triggers()
    {
        var tls = Assert.IsType<ConnectDefinition.Tls>(Job<PullJobDefinition>("V06").Connect);
        Assert.Equal((new TlsFiles("/c/ca.crt", "/c/me.crt", "/c/me.key"), "app1"), (tls.Files, tls.ServerCommonName));
        Assert.Equal(new ReplicationTrigger.Every(TimeSpan.FromMinutes(10)), Job<PullJobDefinition>("V06").Trigger);
        Assert.Equal(
            new ConnectDefinition.SshStdinserver("app1", "root", 22, "/k/id", ["Compression=yes"], "ssh", TimeSpan.FromSeconds(10)),
                Job<PullJobDefinition>("V07").Connect);
        Assert.Equal(new ReplicationTrigger.Manual(), Job<PullJobDefinition>("V27").Trigger);
    }

    [Fact] // V08, V09, V10
    public void Passive_jobs_know_their_clients()
    {
        var tcp = Assert.IsType<ServeDefinition.Tcp>(Job<SourceJobDefinition>("V08").Serve);
        Assert.Equal("gw", tcp.Clients.IdentityOf(System.Net.IPAddress.Parse("2001:db8::7"))?.Text);
        Assert.Equal("node-10.23.4.5", tcp.Clients.IdentityOf(System.Net.IPAddress.Parse("10.23.4.5"))?.Text);
        Assert.Equal(["c1", "c2"], Job<SourceJobDefinition>("V09").Serve.KnownIdentities.Select(i => i.Text));
        var tls = Assert.IsType<ServeDefinition.Tls>(Job<SinkJobDefinition>("V10").Serve);
        Assert.Equal(["laptop1", "homeserver"], tls.ClientCommonNames.Select(i => i.Text));
        Assert.Equal(Path.Combine(Samples.Folder, "valid", "ca.pem"), tls.Files.CertificateAuthority); // 7.2: beside the file
        Assert.Equal(TimeSpan.FromSeconds(10), tls.HandshakeTimeout);
    }

    [Fact] // V11, V12
    public void Local_replication_is_two_jobs()
    {
        Assert.Equal(new ServeDefinition.Local("here"), Job<SinkJobDefinition>("V11").Serve);
        Assert.Equal(
            new ConnectDefinition.Local("here", ClientIdentity.Parse("this_host"), TimeSpan.FromSeconds(2)),
                Job<PushJobDefinition>("V11", 1).Connect);
        var disk = Job<PushJobDefinition>("V12", 1);
        Assert.True(disk.Send.Encrypted);
        Assert.Equal(new Protection(ProtectionKind.Resumability, ProtectionKind.Incremental), disk.Replication.Protection);
    }

    [Fact] // V12
    public void A_set_of_external_disks_is_pruned_by_age_and_the_sender_not_at_all()
    {
        var own = new KeepRegex(GoRegex.Parse("^zrepl_"), Negate: true);
        Assert.Equal(new RetentionPolicy([Grid("1x1h(keep=all) | 24x1h | 30x1d"), own]), Job<SnapJobDefinition>("V12").Keep);
        var push = Job<PushJobDefinition>("V12", 1);
        Assert.IsType<SnapshottingDefinition.Manual>(push.Snapshotting);
        Assert.Equal(new RetentionPolicy([new KeepRegex(GoRegex.Parse(".*"))]), push.Pruning.KeepSender);
        Assert.Equal(new RetentionPolicy([Grid("1x1h(keep=all) | 24x1h | 360x1d")]), push.Pruning.KeepReceiver);
        Assert.Equal(new ServeDefinition.Local("disk"), Job<SinkJobDefinition>("V12", 2).Serve);
    }

    [Fact] // V14
    public void Two_sources_offer_what_a_snap_job_snapshots()
    {
        var snap = Job<SnapJobDefinition>("V14");
        Assert.Equal("tank/tmp<:!,tank<:ok", snap.Filesystems.ToString());
        foreach (var (index, port) in new[] { (1, "8888"), (2, "8889") })
        {
            var source = Job<SourceJobDefinition>("V14", index);
            Assert.Equal(snap.Filesystems, source.Filesystems);
            Assert.IsType<SnapshottingDefinition.Manual>(source.Snapshotting);
            Assert.Equal(new HostPort("", port), Assert.IsType<ServeDefinition.Tcp>(source.Serve).Listen);
        }
    }

    [Fact] // V15
    public void The_target_of_such_a_source_prunes_its_own_side_only()
    {
        var pruning = Job<PullJobDefinition>("V15").Pruning;
        Assert.Equal(new RetentionPolicy([new KeepRegex(GoRegex.Parse(".*"))]), pruning.KeepSender);
        Assert.Equal(
            new RetentionPolicy([new KeepRegex(GoRegex.Parse("^zrepl_"), Negate: true), Grid("1x1h(keep=all) | 24x1h | 35x1d | 6x30d")]), pruning.KeepReceiver);
    }

    [Fact] // V16, V17
    public void Continuous_backup_is_a_push_and_a_sink_over_tls()
    {
        var push = Job<PushJobDefinition>("V16");
        var connect = Assert.IsType<ConnectDefinition.Tls>(push.Connect);
        Assert.Equal((new HostPort("backups.example.org", "8888"), "backups"), (connect.Address, connect.ServerCommonName));
        var periodic = Assert.IsType<SnapshottingDefinition.Periodic>(push.Snapshotting);
        Assert.Equal((TimeSpan.FromMinutes(10), "zrepl_"), (periodic.Interval, periodic.Naming.Prefix));
        Assert.Equal(["zroot/usr/home/paranoid: false", "zroot/usr/home<: true", "zroot/var/db: true"], push.Filesystems.Rules.Select(r => r.ToString()).Order(StringComparer.Ordinal));
        var sink = Job<SinkJobDefinition>("V17");
        Assert.Equal(["prod"], Assert.IsType<ServeDefinition.Tls>(sink.Serve).ClientCommonNames.Select(i => i.Text));
        Assert.Equal("storage/zrepl/sink", sink.RootFs.Text);
    }

    [Fact] // V13
    public void Limits_are_in_bytes()
    {
        Assert.Equal(new BandwidthLimit(12345, 131072), Job<SinkJobDefinition>("V13").Receive.BandwidthLimit);
        Assert.Equal(new BandwidthLimit(54321, 1024), Job<PushJobDefinition>("V13", 1).Send.BandwidthLimit);
        Assert.Equal(BandwidthLimit.Unlimited, Job<SinkJobDefinition>("V13", 2).Receive.BandwidthLimit);
        Assert.Contains(Warnings(LoadValid("V13")), w =>
            w.Contains("listener name \"here\" is also used by job \"limited_sink\"", StringComparison.Ordinal));
    }

    [Fact] // V18-V21
    public void Global_settings_are_finished()
    {
        Assert.Equal(
            [new LoggingOutletDefinition.Syslog(LogLevelName.Warn, LogFormat.Human, SyslogFacility.Local0, TimeSpan.FromSeconds(10))],
            LoadValid("V18").Definition!.Global.Logging);
        var outlets = LoadValid("V19").Definition!.Global.Logging;
        Assert.Equal(["stdout", "syslog", "tcp", "tcp"], outlets.Select(o => o.Type));
        Assert.Equal(TimeSpan.FromSeconds(20), Assert.IsType<LoggingOutletDefinition.Syslog>(outlets[1]).RetryInterval);
        Assert.Null(Assert.IsType<LoggingOutletDefinition.Tcp>(outlets[2]).Tls);
        Assert.NotNull(Assert.IsType<LoggingOutletDefinition.Tcp>(outlets[3]).Tls);
        Assert.Equal(new PrometheusDefinition(new("", "9811"), false), LoadValid("V20").Definition!.Global.Monitoring);
        foreach (var facility in Enum.GetValues<SyslogFacility>())
            Assert.Equal(facility, Facility("V21-" + facility.ToString().ToLowerInvariant()));
        Assert.Equal(SyslogFacility.Local0, Facility("V21-null"));

        static SyslogFacility Facility(string sample) =>
            Assert.IsType<LoggingOutletDefinition.Syslog>(LoadValid(sample).Definition!.Global.Logging[0]).Facility;
    }

    [Fact] // V22
    public void Hooks_are_finished()
    {
        var hooks = Job<SnapJobDefinition>("V22").Snapshotting.Hooks;
        Assert.Equal(["command", "command", "postgres-checkpoint", "mysql-lock-tables"], hooks.Select(h => h.Type));
        Assert.Equal(new HookDefinition.Command("/tmp/path/to/command", FilesystemFilter.Everything, TimeSpan.FromSeconds(30), false),
            hooks[0]);
        Assert.Equal("<:!,zroot<:ok", hooks[1].Filesystems.ToString());
        Assert.Equal((TimeSpan.FromMinutes(1), true), (hooks[3].Timeout, hooks[3].ErrorIsFatal));
        Assert.Contains("hunter2", Assert.IsType<HookDefinition.PostgresCheckpoint>(hooks[2]).Dsn.Text.Reveal(), StringComparison.Ordinal);
    }

    [Fact] // V22, 17.5: secrets stay secret wherever a definition is printed
    public void Passwords_are_printed_only_on_request()
    {
        var definition = LoadValid("V22").Definition!;
        Assert.DoesNotContain("hunter2", CanonicalConfiguration.ToYaml(definition), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", CanonicalConfiguration.ToJson(definition), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", definition.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", definition.Jobs[0].ToString(), StringComparison.Ordinal);
        var shown = CanonicalConfiguration.ToYaml(definition, showsSecrets: true);
        Assert.Equal(2, shown.Split("hunter2").Length - 1);
        Assert.Contains("password=***", CanonicalConfiguration.ToYaml(definition), StringComparison.Ordinal);
    }

    [Fact] // V23
    public void Snapshot_names_are_dense_and_utc_unless_told_otherwise()
    {
        foreach (var index in new[] { 0, 1 })
        {
            var naming = Job<SnapJobDefinition>("V23", index).Snapshotting.Naming;
            Assert.Equal(("dense", "UTC"), (naming?.Format, naming?.Location));
        }

        Assert.Equal(TimeSpan.FromHours(24),
            Assert.IsType<SnapshottingDefinition.Periodic>(Job<SnapJobDefinition>("V23").Snapshotting).Interval);
    }

    [Fact] // V24, V26
    public void Absent_and_null_receive_options_are_the_defaults()
    {
        var jobs = LoadValid("V24").Definition!.Jobs.Cast<SinkJobDefinition>().Select(j => j.Receive).ToList();
        foreach (var index in new[] { 0, 1, 2, 3, 5 }) Assert.Equal(ReceiveDefinition.Default, jobs[index]);
        foreach (var index in new[] { 4, 7 }) Assert.Equal(["p1"], jobs[index].InheritProperties.Select(p => p.Text));
        foreach (var index in new[] { 6, 7 }) Assert.Equal(["p2=v"], jobs[index].OverrideProperties.Select(p => $"{p.Name}={p.Value}"));
        Assert.Equal(PlaceholderEncryption.Off, Job<SinkJobDefinition>("V26").Receive.PlaceholderEncryption);
    }

    [Fact] // V25
    public void Each_send_flag_sets_itself_only()
    {
        var sends = LoadValid("V25").Definition!.Jobs.Cast<SourceJobDefinition>().Select(j => j.Send).ToList();
        SendDefinition[] flags =
        [
            new() { Encrypted = true }, new() { Raw = true }, new() { SendProperties = true }, new() { BackupProperties = true }, new()
            { LargeBlocks = true },
            new() { Compressed = true }, new() { EmbeddedData = true }, new() { Saved = true },
        ];
        Assert.Equal([new(), new(), .. flags.SelectMany(flag => new[] { flag, new SendDefinition() })], sends.SkipLast(2));
        Assert.Equal(new SendDefinition { Encrypted = true, Raw = true }, sends[^2]);
        Assert.Equal(new SendDefinition { Encrypted = true, SendProperties = true }, sends[^1]);
    }

    [Fact] // V28, V29
    public void Empty_directories_and_merged_templates_are_legal()
    {
        Assert.Empty(LoadValid("V28").Definition!.Jobs);
        Assert.Equal("m1", Job<SnapJobDefinition>("V29").Name.Text);
    }

    [Fact]
    public void The_recorded_configuration_of_a_go_daemon_loads_without_warning_of_ours_that_it_could_not_know()
    {
        var loaded = LoadValid("go-zrepl");
        Assert.Equal(["tcp_sink", "tcp_push", "tcp_source", "tcp_pull", "snapjob"], loaded.Definition!.Jobs.Select(j => j.Name.Text));
        Assert.Equal(3 * 1024 * 1024, Job<PushJobDefinition>("go-zrepl", 1).Send.BandwidthLimit.MaxBytesPerSecond);
        Assert.Equal(PlaceholderEncryption.Inherit, Job<PullJobDefinition>("go-zrepl", 3).Receive.PlaceholderEncryption);
        Assert.Equal(DateTimeZone.Utc.Id, Job<SnapJobDefinition>("go-zrepl", 4).Snapshotting.Naming!.Location);
    }

    private static KeepGrid Grid(string grid) => new(RetentionGrid.Parse(grid), GoRegex.Parse("^zrepl_"));
}
