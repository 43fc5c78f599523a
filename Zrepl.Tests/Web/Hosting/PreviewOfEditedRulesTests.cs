using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>Previews over REST with the real engine: now, ahead, and of rules that are not saved.</summary>
public sealed class PreviewOfEditedRulesTests : IAsyncLifetime
{
    private const string Job = "- { type: snap, name: daily, filesystems: { 'tank/a': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 9 }] } }";

    private readonly SimulatedHost _host = new(new() { SyncToDisk = false });
    private RunningDaemon _daemon = null!; // made before each test

    public async ValueTask InitializeAsync()
    {
        await _host.CreatePoolAsync("tank");
        foreach (var arguments in new[] { "create tank/a", "snapshot tank/a@1", "snapshot tank/a@2", "snapshot tank/a@3", "hold mine tank/a@1" })
            Assert.True((await new SimulatedZfs(_host).RunAsync(ZfsCommand.Zfs(arguments.Split(' ')), CancellationToken.None)).IsSuccess);
        _daemon = new("\n" + Job)
        {
            MakeEngines = services => [HostedEngine.Of(services.GetRequiredService<EngineFactory>().Create(new() { Runner = new SimulatedZfs(_host) }), _ => true)],
        };
        await _daemon.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Rules_that_are_not_saved_are_asked_about_now_and_ahead_and_destroy_nothing()
    {
        var text = File.ReadAllText(_daemon.ConfigurationPath).Replace("count: 9", "count: 1", StringComparison.Ordinal)
            .Replace("{ type: manual }", "{ type: periodic, interval: 24h, prefix: d_ }", StringComparison.Ordinal);
        var now = await AskAsync(text, null);
        Assert.Equal([("1", false), ("2", true), ("3", false)], Fates(now));
        Assert.Equal("held", now.GetProperty("filesystems")[0].GetProperty("snapshots")[0].GetProperty("mark").GetString());
        Assert.Equal(0, now.GetProperty("reclaimedBytes").GetInt64()); // empty datasets share nothing
        var ahead = await AskAsync(text, "10d");
        Assert.Equal((1, 2), (ahead.GetProperty("notYetTaken").GetInt32(), ahead.GetProperty("destroyed").GetInt32()));
        Assert.Contains("its own schedule", ahead.GetProperty("basis").GetString(), StringComparison.Ordinal);
        var inForce = await _daemon.Web.GetFromJsonAsync<JsonElement>("/api/v1/jobs/daily/prune-preview", _daemon.Limit);
        Assert.Equal(0, inForce[0].GetProperty("destroyed").GetInt32());
        Assert.DoesNotContain(_host.CommandLog.Entries, entry => entry.Command.Verb == "destroy" && !entry.Command.Arguments.Contains("-nvp"));
    }

    private async Task<JsonElement> AskAsync(string text, string? asOf)
    {
        using var answer = await _daemon.Web.PostAsJsonAsync("/api/v1/config/prune-preview", new { job = "daily", text, asOf }, _daemon.Limit);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(_daemon.Limit))[0];
    }

    private static IEnumerable<(string Name, bool Destroy)> Fates(JsonElement side) =>
        from filesystem in side.GetProperty("filesystems").EnumerateArray()
        from snapshot in filesystem.GetProperty("snapshots").EnumerateArray()
        select (snapshot.GetProperty("name").GetString()!, snapshot.GetProperty("destroy").GetBoolean());
}
