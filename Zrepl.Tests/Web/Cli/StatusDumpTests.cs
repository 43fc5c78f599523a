using System.Text;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Tests.Web.Cli;

/// <summary>The text of <c>zrepl status --mode dump</c>: spec A4.1, H1 A-10, H2 C-09 and C-10.</summary>
public sealed class StatusDumpTests
{
    private static string Dump(string json, string job, DateTimeOffset now)
    {
        var clock = new FakeTimeProvider(now);
        clock.SetLocalTimeZone(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        return new JobDump(clock).Of(job, StatusJson.Read(Encoding.UTF8.GetBytes(json)).Jobs[job]);
    }

    private static string Fixture(params string[] path) => File.ReadAllText(Path.Combine([AppContext.BaseDirectory, "Fixtures", .. path]));

    [Fact]
    public void The_push_sample_looks_as_in_Go_zrepl_A_10() => Assert.Equal(
        """
        Job: prod_to_backups
        Type: push

        Replication:
           Attempt #1
           Status: fan-out-filesystems
           Started: 2026-02-16 10:00:05 +0100 CET (lasting 2m35s)
           Progress: [==================>--------------------------------] 24.5 GiB / 66.4 GiB @ 0 B/s
             zroot      DONE (step 1/1, 12.5 KiB/12.5 KiB)~
           * zroot/data STEPPING (step 2/3, 24.5 GiB/66.2 GiB) next: @zrepl_20260216_084500_000 => @zrepl_20260216_090000_000
             zroot/home STEPPING (step 1/1, 0 B/120.0 MiB) next: @zrepl_20260216_084500_000 => @zrepl_20260216_090000_000 (resumed)
             zroot/new  PLANNING (step 0/0, 0 B/0 B)~
             zroot/vm   STEP-ERROR (step 2/2, 10.0 MiB/55.0 MiB) dataset is busy
          ~
        Pruning Sender:
           ...
          ~
        Pruning Receiver:
           ...
          ~
        Snapshotting:
           Type: periodic
           Status: Waiting
           Sleep until: 2026-02-16 10:10:00.000031 +0100 CET
           zroot SnapDone 0s snap name: "zrepl_20260216_090000_000"
          ~

        """.Replace('~', ' '),
        Dump(Fixture("status", "push-job-status.json"), "prod_to_backups", new DateTimeOffset(2026, 2, 16, 10, 2, 40, 104, TimeSpan.FromHours(1))));

    [Fact]
    public void The_snap_sample_shows_pruning_hooks_and_when_it_goes_on()
    {
        var json = $$$"""{"Jobs":{"s":{{{Fixture("status", "snap-job-status.json")}}}},"Global":{"ZFSCmds":{"Active":null},"Envconst":{"Entries":null},"OsEnviron":[]}}""";
        var text = Dump(json, "s", new DateTimeOffset(2026, 2, 16, 10, 5, 0, TimeSpan.FromHours(1)));
        Assert.Contains("Pruning snapshots:\n   Status: Exec\n   Progress: [>" + new string('-', 80) + "] 0/1 snapshots\n", text, StringComparison.Ordinal);
        Assert.Contains(
            "   tank   skipped: filesystem is placeholder\n   tank/a ERROR: destroys failed @x: dataset is busy\n   tank/b Pending    h_20260216_080000_000\n",
            text, StringComparison.Ordinal);
        Assert.Contains("   State: waiting\n   Sleep until: 2026-02-16 10:15:00 +0100 CET (10m0s remaining)\n", text, StringComparison.Ordinal);
        Assert.Contains("   tank/a SnapError 30.1s snap name: \"h_20260216_090000_000\"\n      1 Err                30s  command hook failed", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status-0-idle.json", "snapjob", "Pruning snapshots:\n   ...\n")]
    [InlineData("status-1-running.json", "tcp_push", "   * src/data       STEPPING (step 1/1, 8.5 MiB/24.1 MiB) next: full send @zrepl_20261101_000000_000\n")]
    [InlineData("status-2-done.json", "tcp_push", "   Status: done\n   Last Run: ")]
    [InlineData("status-3-incr.json", "tcp_sink", "No status representation for job type 'sink', dumping as YAML\nsnapper: null\n")]
    public void Recordings_of_Go_zrepl_can_be_shown(string recording, string job, string piece)
    {
        var text = Dump(Fixture("go-zrepl", recording), job, new DateTimeOffset(2026, 11, 22, 18, 15, 0, TimeSpan.Zero));
        Assert.StartsWith($"Job: {job}\nType: ", text, StringComparison.Ordinal);
        Assert.Contains(piece, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1.0 KiB")]
    [InlineData(71265222349, "66.4 GiB")]
    [InlineData(long.MaxValue, "8.0 EiB")]
    public void Bytes_are_written_like_Go_does_C_10(long bytes, string text) => Assert.Equal(text, DumpText.Bytes(bytes));

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(28, "28s")]
    [InlineData(88, "1m 28s")]
    [InlineData(190888, "2d  5h  1m 28s")]
    public void What_remains_is_written_with_padded_units_C_09(int seconds, string text) => Assert.Equal(text, DumpText.Remaining(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_known_rate_tells_what_remains() => Assert.Equal(
        "Progress: [==================>--------------------------------] 24.5 GiB / 66.4 GiB @ 161.9 MiB/s (4m 24s remaining)",
        ReplicationDump.Progress(new ByteFigures(71265222349, 26317173248, false), new(169_764_454, '>')));
}
