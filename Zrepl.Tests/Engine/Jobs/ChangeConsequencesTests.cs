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

    [Theory]
    [InlineData("prune_approval: {percent: 100}", 1)]
    [InlineData("prune_approval: {enabled: false}", 2)]
    public async Task A_limit_that_is_raised_or_switched_off_says_that_it_lets_go_what_waits(string key, int number)
    {
        await using var world = await ReplicatedAsync();
        var strict = Push.Replace("keep_receiver: [{type: last_n, count: 10}]", "keep_receiver: [{type: last_n, count: 1}]", StringComparison.Ordinal);
        await world.Laptop.Engine.Jobs.ReloadAsync(Samples.Legal("jobs:\n" + strict), CancellationToken.None);
        await world.Laptop.WakeAsync("push");
        Assert.NotNull(world.Laptop.Engine.Status.Find("push")!.PruningHold);
        var raised = strict.Replace("snapshotting:", $"{key}\n  snapshotting:", StringComparison.Ordinal);

        const string Goes = "will destroy 2 snapshots of 1 dataset on the receiver at its next pruning; with the rules in force none. prune_approval as it will be lets it do so without asking; "
            + "as it is, an administrator has to approve that before";
        var waiting = await OfAsync(world, raised, strict); // nothing but the limit changes
        Assert.Equal((true, Goes), (waiting[0].IsLoss, waiting[0].Text));
        Assert.Equal(number, waiting.Count);
        Assert.Equal(Goes, (await OfAsync(world, raised, Push))[0].Text); // both at once
        Assert.Empty(await OfAsync(world, strict.Replace("snapshotting:", "description: other\n  snapshotting:", StringComparison.Ordinal), strict));
        if (number == 2) Assert.Equal((false, "from now on no changed rules of it wait for approval, whatever they destroy"), (waiting[1].IsLoss, waiting[1].Text));
    }

    [Fact]
    public async Task A_limit_that_is_raised_while_nothing_waits_lets_nothing_go()
    {
        await using var world = await ReplicatedAsync();
        Assert.Empty(await OfAsync(world, Push.Replace("snapshotting:", "prune_approval: {percent: 100}\n  snapshotting:", StringComparison.Ordinal)));
    }

    [Fact] // what the file says now never pruned anything
    public async Task Rules_are_compared_with_those_accepted_last_and_not_with_those_that_wait()
    {
        await using var world = await ReplicatedAsync();
        var strict = Push.Replace("keep_receiver: [{type: last_n, count: 10}]", "keep_receiver: [{type: last_n, count: 1}]", StringComparison.Ordinal);
        await world.Laptop.Engine.Jobs.ReloadAsync(Samples.Legal("jobs:\n" + strict), CancellationToken.None);
        await world.Laptop.WakeAsync("push");
        var found = await OfAsync(world, strict.Replace("keep_receiver: [{type: last_n, count: 1}]", "keep_receiver: [{type: last_n, count: 2}]", StringComparison.Ordinal), strict);
        Assert.Equal("will destroy 1 snapshot of 1 dataset on the receiver at its next pruning; with the rules in force none", Assert.Single(found).Text);
        Assert.Empty(await OfAsync(world, Push, strict)); // put back
    }

    [Fact]
    public async Task A_dataset_that_leaves_the_filter_gives_up_its_cursor()
    {
        await using var world = await ReplicatedAsync();
        await world.Laptop.ZfsAsync("create", "tank/data/new");

        var loss = Assert.Single(await OfAsync(world, Push.Replace("{\"tank/data<\": true}", "{\"tank/data<\": true, \"tank/data\": false}", StringComparison.Ordinal)));
        Assert.True(loss.IsLoss);
        Assert.Equal("does not replicate tank/data any more: cursor of tank/data is given up. It stays where it is until somebody releases it on the page Datasets. "
            + "The copies on the other side are neither renewed nor pruned from then on", loss.Text);

        var fresh = Assert.Single(await OfAsync(world, Push.Replace("{\"tank/data<\": true}", "{\"tank/data<\": true, \"tank/data/new<\": false}", StringComparison.Ordinal)));
        Assert.False(fresh.IsLoss); // it never was replicated
        Assert.StartsWith("does not replicate tank/data/new any more. The copies", fresh.Text, StringComparison.Ordinal);

        Assert.Empty(await OfAsync(world, Push.Replace("{\"tank/data<\": true}", "{\"tank/data<\": true, \"tank/gone\": false}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Weaker_protection_names_the_cursors_that_go()
    {
        await using var world = await ReplicatedAsync();

        var nothing = Assert.Single(await OfAsync(world, Push.Replace("snapshotting:", "replication: {protection: {initial: guarantee_nothing, incremental: guarantee_nothing}}\n  snapshotting:", StringComparison.Ordinal)));
        Assert.True(nothing.IsLoss);
        Assert.Equal("protects nothing any more: with the next replication of each dataset, cursor of tank/data is given up. If the newest snapshot that both sides have is destroyed "
            + "on one of them, a dataset can only be sent in full again", nothing.Text);
        var less = Assert.Single(await OfAsync(world, Push.Replace("snapshotting:", "replication: {protection: {incremental: guarantee_incremental}}\n  snapshotting:", StringComparison.Ordinal)));
        Assert.Equal((false, false), (less.IsLoss, less.IsUnknown));
        Assert.StartsWith("protects its steps less", less.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_becomes_one_of_another_type_gives_up_its_cursors()
    {
        await using var world = await ReplicatedAsync();
        const string Snap = """
            - name: push
              type: snap
              filesystems: {"tank/data<": true}
              snapshotting: {type: manual}
              pruning: {keep: [{type: last_n, count: 10}]}

            """;
        Assert.Equal("becomes a job of type snap and gives up 1 replication cursor. It stays on the pools until somebody releases it on the page Datasets",
            Assert.Single(await OfAsync(world, Snap)).Text);
    }

    [Fact]
    public async Task Another_root_leaves_what_was_received_behind()
    {
        await using var world = await ReplicatedAsync();
        await world.Nas.ZfsAsync("create", "backup/other");
        var moved = Sink.Replace("root_fs: backup", "root_fs: backup/other", StringComparison.Ordinal);
        Assert.Equal("receives below backup/other from then on: everything is sent in full again. What lies below backup stays, held by 1 hold until somebody releases it on the page Datasets, "
            + "is not renewed and not pruned any more", Assert.Single(await OfAsync(world.Nas, moved, Sink)).Text);
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

    private static Task<List<ChangeConsequence>> OfAsync(TwoHosts world, string after, string before = Push) => OfAsync(world.Laptop, after, before);

    private static async Task<List<ChangeConsequence>> OfAsync(TwoHosts.Machine machine, string after, string before)
    {
        var change = ConfigurationChange.Between(Samples.Legal("jobs:\n" + before), Samples.Legal(after.Length == 0 ? "jobs: []" : "jobs:\n" + after));
        var consequences = new ChangeConsequences(machine.Engine.Preview, machine.Engine.Zfs);
        List<ChangeConsequence> found = [];
        foreach (var job in change.Jobs) found.AddRange(await consequences.OfAsync(job, CancellationToken.None));
        return found;
    }
}
