using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What a change of a job leads to is told before it is saved (design D3).</summary>
public sealed class ChangeConsequencesTests
{
    private const string Push = """
        - name: push
          type: push
          connect: {type: local, listener_name: sink, client_identity: laptop}
          filesystems: {"tank/data<": true}
          snapshotting: {type: manual}
          pruning: {keep_sender: [{type: last_n, count: 10}], keep_receiver: [{type: last_n, count: 10}]}

        """;

    private const string Sink = """
        - name: sink
          type: sink
          serve: {type: local, listener_name: sink}
          root_fs: backup
          recv: {placeholder: {encryption: 'off'}}

        """;

    [Fact]
    public async Task Stricter_rules_name_how_many_snapshots_go_on_which_side_and_what_the_present_ones_do()
    {
        await using var world = await ReplicatedAsync();

        var found = await OfAsync(world, Push.Replace("keep_receiver: [{type: last_n, count: 10}]", "keep_receiver: [{type: last_n, count: 1}]", StringComparison.Ordinal));

        var loss = Assert.Single(found);
        Assert.True(loss.IsLoss);
        Assert.Equal("will destroy 2 snapshots of 1 dataset on the receiver at its next pruning; with the rules in force none. Before that, an administrator has to approve it on the page of the job", loss.Text);
    }

    [Fact]
    public async Task Looser_rules_and_other_keys_lose_nothing()
    {
        await using var world = await ReplicatedAsync();

        Assert.Empty(await OfAsync(world, Push.Replace("count: 10", "count: 20", StringComparison.Ordinal)));
        Assert.Empty(await OfAsync(world, Push.Replace("snapshotting:", "replication: {concurrency: {steps: 2}}\n  snapshotting:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_job_that_goes_or_gets_another_name_leaves_its_cursors_behind()
    {
        await using var world = await ReplicatedAsync();

        var gone = Assert.Single(await OfAsync(world, ""));
        Assert.StartsWith("leaves 1 replication cursor on the pools", gone.Text, StringComparison.Ordinal);
        var renamed = Assert.Single(await OfAsync(world, Push.Replace("name: push", "name: other", StringComparison.Ordinal)));
        Assert.Equal("other", renamed.Job);
        Assert.StartsWith("does not know what \"push\" left on the pools: 1 replication cursor", renamed.Text, StringComparison.Ordinal);
    }

    private static async Task<TwoHosts> ReplicatedAsync()
    {
        var world = await TwoHosts.StartAsync(Push, Sink);
        await world.Laptop.ZfsAsync("create", "tank/data");
        foreach (var name in new[] { "a", "b", "c" })
        {
            world.Clock.Advance(TimeSpan.FromSeconds(1));
            await world.Laptop.ZfsAsync("snapshot", $"tank/data@{name}");
            await world.Laptop.WakeAsync("push");
        }

        return world;
    }

    private static async Task<List<ChangeConsequence>> OfAsync(TwoHosts world, string after)
    {
        var change = ConfigurationChange.Between(Samples.Legal("jobs:\n" + Push), Samples.Legal(after.Length == 0 ? "jobs: []" : "jobs:\n" + after));
        var consequences = new ChangeConsequences(world.Laptop.Engine.Preview, world.Laptop.Engine.Zfs);
        List<ChangeConsequence> found = [];
        foreach (var job in change.Jobs) found.AddRange(await consequences.OfAsync(job, CancellationToken.None));
        return found;
    }
}
