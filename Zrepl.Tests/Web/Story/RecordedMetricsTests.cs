using System.Text.Json;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Web.Api;

namespace Zrepl.Tests.Web.Story;

/// <summary>The page of metrics after the recorded story, asked for where <c>global.monitoring</c> says: spec D1, H3.</summary>
[Collection(RecordedStory.Name)]
public sealed class RecordedMetricsTests(RecordedStory story)
{
    private readonly MetricsReading _ours = MetricsReading.Of(story.Metrics);

    [Fact] // B14 65
    public void Every_family_of_the_recording_is_there_with_its_type_and_labels_D_01()
    {
        var recording = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "metrics.txt"));
        var recorded = MetricsReading.Of(recording[recording.IndexOf("# HELP", StringComparison.Ordinal)..]); // behind the head of the HTTP answer
        var families = recorded.Types.Where(family => family.Key.StartsWith("zrepl_", StringComparison.Ordinal)).ToList();
        Assert.True(families.Count >= 20);
        Assert.Equal(
            families.Select(family => $"{family.Key} {family.Value} {string.Join(',', recorded.LabelsOf(family.Key))}"),
            families.Select(family => $"{family.Key} {_ours.Types.GetValueOrDefault(family.Key) ?? "missing"} {(_ours.Types.ContainsKey(family.Key) ? string.Join(',', _ours.LabelsOf(family.Key)) : "")}"));
        foreach (var family in families.Where(family => family.Value == "histogram")) Assert.Equal(recorded.BoundsOf(family.Key), _ours.BoundsOf(family.Key));
    }

    [Theory]
    [InlineData("zrepl_replication_state_time", "histogram")] // registered but never observed in Go zrepl
    [InlineData("zrepl_zfs_snapshot_duration", "histogram")]
    [InlineData("zrepl_replication_attempts", "counter")]
    [InlineData("zrepl_replication_bytes_expected", "gauge")]
    [InlineData("zrepl_replication_bytes_remaining", "gauge")]
    [InlineData("zrepl_replication_running", "gauge")]
    [InlineData("zrepl_replication_stalled", "gauge")]
    [InlineData("zrepl_job_health", "gauge")]
    [InlineData("zrepl_copy_age_seconds", "gauge")]
    [InlineData("zrepl_daemon_log_entries_lost", "counter")]
    [InlineData("go_goroutines", "gauge")]
    [InlineData("go_memstats_sys_bytes", "gauge")]
    [InlineData("go_memstats_alloc_bytes", "gauge")]
    [InlineData("process_cpu_seconds_total", "counter")]
    [InlineData("process_resident_memory_bytes", "gauge")]
    [InlineData("process_start_time_seconds", "gauge")]
    public void What_the_recording_does_not_show_is_there_too_D_01(string family, string type) => Assert.Equal(type, _ours.Types.GetValueOrDefault(family));

    [Fact]
    public void Buckets_are_Gos_D_02()
    {
        Assert.Equal([.. MetricRegistry.DefaultBuckets, double.PositiveInfinity], _ours.BoundsOf("zrepl_replication_state_time"));
        Assert.Equal([1e-6, 1e-5, 1e-4, 5e-4, 1e-3, 1e-2, 0.1, 0.2, 0.4, 0.8, 1, 10, 20, double.PositiveInfinity], _ours.BoundsOf("zrepl_control_request_finished"));
        Assert.Equal([0.01, 0.1, 0.2, 0.5, 0.75, 1, 2, 5, 10, 60, double.PositiveInfinity], _ours.BoundsOf("zrepl_zfscmd_runtime"));
    }

    [Fact]
    public void Bytes_are_those_of_the_reports()
    {
        // Both pushes: the first as of the document after it, the second as of now.
        var first = AttemptsOfTheFirstPush[0].GetProperty("Filesystems").EnumerateArray().First(filesystem => filesystem.GetProperty("Info").GetProperty("Name").GetString() == "src/data")
            .GetProperty("Steps").EnumerateArray().Sum(step => step.GetProperty("Info").GetProperty("BytesReplicated").GetInt64());
        var second = SecondPush.Attempts[^1].Filesystems.Single(filesystem => filesystem.Info.Name == "src/data").Bytes().Replicated;
        Assert.True(first > 6_000_000);
        Assert.Equal(first + second, _ours.Value("zrepl_replication_bytes_replicated", ("zrepl_job", "tcp_push"), ("filesystem", "src/data")));
    }

    [Fact]
    public void Success_is_told_with_its_time_D_04()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 1;
        foreach (var job in new[] { "tcp_push", "tcp_pull" })
        {
            Assert.Equal(0, _ours.Value("zrepl_replication_filesystem_errors", ("zrepl_job", job)));
            Assert.InRange(_ours.Value("zrepl_replication_last_successful", ("zrepl_job", job)), story.Began.ToUnixTimeSeconds(), now);
            Assert.Equal(0, _ours.Value("zrepl_job_health", ("zrepl_job", job), ("check", "run")));
            Assert.Equal(0, _ours.Value("zrepl_replication_bytes_remaining", ("zrepl_job", job)));
        }

        Assert.Equal(AttemptsOfPushes, _ours.Value("zrepl_replication_attempts", ("zrepl_job", "tcp_push")));
        Assert.Equal(1, _ours.Value("zrepl_replication_attempts", ("zrepl_job", "tcp_pull")));
    }

    [Fact]
    public void What_Go_zrepl_never_measures_is_measured_D_07()
    {
        Assert.Equal(AttemptsOfPushes, _ours.Value("zrepl_replication_state_time_count", ("zrepl_job", "tcp_push"), ("state", "planning")));
        Assert.Equal(AttemptsOfPushes, _ours.Value("zrepl_replication_state_time_count", ("zrepl_job", "tcp_push"), ("state", "fan-out-filesystems")));
        Assert.InRange(_ours.Value("zrepl_replication_state_time_sum", ("zrepl_job", "tcp_push")), 0.2, (story.Scraped - story.Began).TotalSeconds);
        foreach (var side in new[] { "sender", "receiver" }) Assert.Equal(2, _ours.Value("zrepl_pruning_time_count", ("zrepl_job", "tcp_push"), ("prune_side", side)));
        Assert.True(_ours.Value("zrepl_zfs_destroy_duration_count", ("dataset_type", "bookmark")) > 0); // cursors that have moved on
    }

    [Fact]
    public void Each_command_is_counted_once_and_under_its_verb()
    {
        // The story's own commands and those of the daemon go to the same machine; only it takes bookmarks, holds and streams.
        foreach (var verb in new[] { "bookmark", "hold", "holds", "release", "send" })
            Assert.Equal(story.Commands[verb], _ours.Value("zrepl_zfscmd_runtime_count", ("zfsverb", verb), ("zfsbinary", "zfs")));
        Assert.Equal(_ours.Value("zrepl_zfscmd_runtime_count"), _ours.Value("zrepl_zfscmd_systemtime_count"));
        Assert.Equal(story.Commands["bookmark"], _ours.Value("zrepl_zfs_bookmark_duration_count"));
        Assert.Equal(3, _ours.Value("zrepl_zfs_snapshot_duration_count")); // of the snap job: src/home, src/home/alice, src/vol
        Assert.True(_ours.Value("zrepl_zfs_list_filesystem_versions_duration_count", ("filesystem", "src/home")) > 0);
    }

    [Fact]
    public void Log_entries_are_counted_by_job_and_level_D_06()
    {
        // The pull is long over when the page is made, so its lines are all there.
        foreach (var level in new[] { "debug", "info" })
        {
            var lines = story.Log.Count(line => line.Contains($" level={level} job=tcp_pull ", StringComparison.Ordinal));
            Assert.InRange(_ours.Value("zrepl_daemon_log_entries", ("zrepl_job", "tcp_pull"), ("level", level)), 1, lines);
        }

        foreach (var job in new[] { "tcp_push", "tcp_sink", "tcp_source", "snapjob", "_control", "_prometheus", "_nojobid" })
            Assert.True(_ours.Value("zrepl_daemon_log_entries", ("zrepl_job", job)) > 0, job);
    }

    [Fact]
    public void The_daemon_tells_of_itself()
    {
        Assert.InRange(_ours.Value("zrepl_start_time", ("raw", VersionInformation.OfThisProgram.Version), ("version_info", VersionInformation.OfThisProgram.ToString())),
            story.Began.ToUnixTimeSeconds(), story.Scraped.ToUnixTimeSeconds() + 1);
        Assert.True(_ours.Value("zrepl_trace_active_tasks") >= 5); // the command and a task of each job; other tests of this process have theirs
        Assert.True(_ours.Value("zrepl_endpoint_abstractions_cache_entry_count") > 0);
        Assert.Equal(4, _ours.Value("zrepl_control_request_begin", ("endpoint", "/signal")));
        Assert.Equal(4, _ours.Value("zrepl_control_request_finished_count", ("endpoint", "/signal")));
        Assert.Equal(1, _ours.Value("zrepl_control_request_begin", ("endpoint", "/version")));
        Assert.DoesNotContain("endpoint=\"/status\"", story.Metrics, StringComparison.Ordinal);
        foreach (var job in new[] { "snapjob", "tcp_push", "tcp_source" })
            Assert.Equal(0, _ours.Value("zrepl_zfs_list_unmatched_user_specified_dataset_count", ("jobid", job)));
    }

    [Fact]
    public void Data_connections_are_counted_on_both_sides()
    {
        var ended = _ours.Value("zrepl_frameconn_shutdown_seconds_count");
        Assert.True(ended >= RecordedStory.DataConnections, $"{ended} connections");
        Assert.Equal(ended, _ours.Value("zrepl_frameconn_shutdown_drain_seconds_count"));
        Assert.Equal(ended, _ours.Value("zrepl_frameconn_shutdown_drain_bytes_read_count"));
    }

    // On a machine with much else to do an attempt was seen to be made again; both pushes have one each, at least.
    private int AttemptsOfPushes => AttemptsOfTheFirstPush.GetArrayLength() + SecondPush.Attempts.Count;

    private JsonElement AttemptsOfTheFirstPush =>
        story.Statuses[2].RootElement.GetProperty("Jobs").GetProperty("tcp_push").GetProperty("push").GetProperty("Replication").GetProperty("Attempts");

    private ReplicationReport SecondPush => story.Jobs.Single(job => job.Name.Text == "tcp_push").Replication!;
}
