using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Engine.Jobs;

public sealed class OrphanedGuaranteesTests
{
    [Fact]
    public async Task Holds_and_bookmarks_of_jobs_that_are_not_configured_are_found() // BAD-31
    {
        await using var host = new SimulatedHost(new() { SyncToDisk = false });
        await host.CreatePoolAsync("tank", rootProperties: ("mountpoint", "none"));
        var zfs = new ZfsHost(new SimulatedZfs(host), TimeProvider.System);
        foreach (var line in new[]
        {
            "snapshot tank@a", "snapshot tank@b", "hold zrepl_STEP_J_old tank@a", "hold zrepl_STEP_J_new tank@b", "hold backup tank@b",
        })
            Assert.True((await zfs.Runner.RunAsync(ZfsCommand.Zfs(line.Split(' ')), CancellationToken.None)).IsSuccess, line);
        var dataset = Zrepl.Zfs.Names.DatasetPath.Parse("tank");
        var snapshot = (await zfs.Versions.FindAsync(dataset, ["@a"], CancellationToken.None))["@a"];
        await new GuaranteeKeeper(zfs).SetCursorAsync(dataset, snapshot, JobName.Parse("old"), CancellationToken.None);

        var found = await OrphanedGuarantees.FindAsync(zfs, new HashSet<JobName> { JobName.Parse("new") }, CancellationToken.None);
        Assert.Equal([GuaranteeKind.StepHold, GuaranteeKind.Cursor], found.Select(guarantee => guarantee.Kind).Order());
        Assert.All(found, guarantee => Assert.Equal("old", guarantee.Job!.Value.Text));
    }
}
