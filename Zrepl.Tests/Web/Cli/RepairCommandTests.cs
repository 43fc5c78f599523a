using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Hosting;
using Zrepl.Web.Security.Audit;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Cli;

/// <summary><c>zrepl repair</c> and its REST API, against a daemon with a simulated machine.</summary>
public sealed class RepairCommandTests : IAsyncLifetime
{
    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private readonly RunningDaemon _daemon;

    public RepairCommandTests() => _daemon = new("""

        - { type: sink, name: sink, root_fs: backup, serve: { type: local, listener_name: here }, recv: { placeholder: { encryption: 'off' } } }
        - { type: push, name: to_backup, filesystems: { tank/a: true }, connect: { type: local, listener_name: here, client_identity: me },
            snapshotting: { type: manual }, pruning: { keep_sender: [{ type: last_n, count: 9 }], keep_receiver: [{ type: last_n, count: 9 }] } }
        """.Replace("\n", "\n  ", StringComparison.Ordinal))
    {
        MakeEngines = services => [HostedEngine.Of(
            services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(_host), Alarms = new TimerAlarmClocks(TimeProvider.System, TimeSpan.FromSeconds(10)) }), _ => true)],
    };

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        await _host.CreatePoolAsync("backup", rootProperties: ("mountpoint", "none"));
        await ZfsAsync("create", "tank/a");
        await ZfsAsync("snapshot", "tank/a@1");
        await _daemon.StartAsync();
        await RunJobAsync(RunOutcome.Succeeded);
        await ZfsAsync("snapshot", "backup/me/tank/a@own");
        await ZfsAsync("snapshot", "tank/a@2");
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        Assert.Empty(_host.Mistakes);
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task The_run_tells_of_the_command_which_lists_the_ways_and_goes_one_with_consent()
    {
        var failed = await RunJobAsync(RunOutcome.Failed);
        Assert.Contains("zrepl repair to_backup tank/a lists the ways out", failed.WhatToDo, StringComparison.Ordinal);

        var looked = await ZreplAsync("repair", "to_backup", "tank/a");
        Assert.Equal((0, ""), (looked.ExitCode, looked.Error));
        Assert.Contains("backup/me/tank/a has 1 snapshot newer than @1, the last that tank/a has too.", looked.Output, StringComparison.Ordinal);
        Assert.Contains("\n1. Roll backup/me/tank/a back to @1, the last snapshot that both have.\n   Lost for ever:\n     - backup/me/tank/a@own, of ", looked.Output, StringComparison.Ordinal);
        Assert.Contains("   $ zfs rollback backup/me/tank/a@1\n", looked.Output, StringComparison.Ordinal);
        Assert.Contains("\n2. Rename backup/me/tank/a to backup/me/tank/a_set_aside_1", looked.Output, StringComparison.Ordinal);
        var revision = looked.Output.TrimEnd().Split(' ')[^1];

        var done = await ZreplAsync("repair", "to_backup", "tank/a", "--way", "1", "--yes", "--revision", revision);
        Assert.Equal((0, ""), (done.ExitCode, done.Error));
        Assert.StartsWith("Done: Roll backup/me/tank/a back to @1", done.Output, StringComparison.Ordinal);
        Assert.Contains("nothing is to be repaired", done.Output, StringComparison.Ordinal);
        await RunJobAsync(RunOutcome.Succeeded);

        var audit = _daemon.Services.GetRequiredService<AuditTrail>();
        List<AuditEntity> entries = [];
        while (entries.Count < 2) // written behind the answer
        {
            await Task.Delay(20, _daemon.Limit);
            entries = [.. (await audit.ReadAsync(null, "copy.repair", 10, _daemon.Limit)).OrderBy(entry => entry.Id)];
        }

        Assert.Equal(["copy.repair.begin", "copy.repair"], entries.Select(entry => entry.Action));
        Assert.Contains("Lost: backup/me/tank/a@own", entries[0].Detail, StringComparison.Ordinal);
        Assert.Equal("control socket", entries[0].Way);
    }

    [Theory]
    [InlineData("to go a way out, name all of --way N, --yes and --revision R", "--way", "1")]
    [InlineData("to go a way out, name all of --way N, --yes and --revision R", "--way", "1", "--yes")]
    [InlineData("to go a way out, name all of --way N, --yes and --revision R", "--yes")]
    [InlineData("What was shown is not so any more", "--way", "1", "--yes", "--revision", "000000000000")]
    public async Task Without_consent_to_what_was_shown_nothing_is_done(string says, params string[] options)
    {
        var run = await ZreplAsync(["repair", "to_backup", "tank/a", .. options]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Equal(options.Contains("--revision"), run.Output.Contains("1. Roll backup/me/tank/a back to @1", StringComparison.Ordinal)); // what is so now
        Assert.DoesNotContain(_host.CommandLog.Entries, entry => entry.Command.Verb is "rollback" or "rename");
    }

    [Theory]
    [InlineData("nobody", "tank/a", "Job nobody does not exist")]
    [InlineData("sink", "tank/a", "replicates nothing by itself")]
    [InlineData("to_backup", "tank/b", "the sender has no dataset tank/b for this job")]
    [InlineData("to_backup", "tank//b", "is no name of a dataset")]
    public async Task What_cannot_be_looked_at_is_told(string job, string dataset, string says)
    {
        var run = await ZreplAsync("repair", job, dataset);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_do_it_over_REST()
    {
        const string Path = "/api/v1/jobs/to_backup/repair";
        var plan = await _daemon.Web.GetFromJsonAsync<JsonElement>(Path + "?dataset=tank/a", _daemon.Limit);
        Assert.Equal("diverged", plan.GetProperty("situation").GetString());
        Assert.Equal("set-aside", plan.GetProperty("ways")[1].GetProperty("kind").GetString());
        using var refused = await _daemon.Web.PostAsJsonAsync(Path, new { dataset = "tank/a", way = 2, revision = "" }, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        using var old = await _daemon.Web.PostAsJsonAsync(Path, new { dataset = "tank/a", way = 2, revision = "000000000000" }, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Conflict, old.StatusCode);
        Assert.Equal(plan.GetProperty("revision").GetString(), (await old.Content.ReadFromJsonAsync<JsonElement>(_daemon.Limit)).GetProperty("now").GetProperty("revision").GetString());
        using var done = await _daemon.Web.PostAsJsonAsync(Path, new { dataset = "tank/a", way = 2, revision = plan.GetProperty("revision").GetString() }, _daemon.Limit);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal("missing", (await done.Content.ReadFromJsonAsync<JsonElement>(_daemon.Limit)).GetProperty("situation").GetString());
        await RunJobAsync(RunOutcome.Succeeded);
        using var unknown = await _daemon.Web.GetAsync("/api/v1/jobs/nobody/repair?dataset=tank/a", _daemon.Limit);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private Task<CommandRun> ZreplAsync(params string[] arguments) => CommandRun.OfAsync(["--config", _daemon.ConfigurationPath, .. arguments]);

    private async Task<RunResult> RunJobAsync(RunOutcome outcome)
    {
        var feed = _daemon.Services.GetRequiredService<IStatusFeed>();
        var before = feed.Find("to_backup")?.LastRun?.Number ?? 0;
        while (feed.Find("sink")?.Phase != JobPhase.Serving || feed.Find("to_backup")?.Phase != JobPhase.Waiting) await Task.Delay(1, _daemon.Limit);
        Assert.True(_daemon.Services.GetRequiredService<IJobControl>().Wakeup("to_backup").IsSuccess);
        while (feed.Find("to_backup") is not { Running: null, LastRun: { } last } || last.Number <= before) await Task.Delay(1, _daemon.Limit);
        var run = feed.Find("to_backup")!.LastRun!;
        Assert.Equal(outcome, run.Outcome);
        return run;
    }

    private async Task ZfsAsync(params string[] arguments)
    {
        var result = await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments), CancellationToken.None);
        Assert.True(result.IsSuccess, result.ErrorText);
    }
}
