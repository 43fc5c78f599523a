using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Snapshotting;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Snapshotting;

public sealed class BatchedSnapshotsTests // spec 4.7
{
    private readonly FakeSnapshotTarget _target = new FakeSnapshotTarget(new FakeTimeProvider()).With("tank/a", "tank/b", "tank/c", "tank/d");

    [Fact]
    public async Task One_command_takes_them_all()
    {
        Assert.Equal("tank/a ok, tank/b ok, tank/c ok", await Take("tank/a", "tank/b", "tank/c"));
        Assert.Equal([3], Sizes);
    }

    [Fact]
    public async Task What_ZFS_names_is_taken_out_and_the_rest_stays_together()
    {
        _target.Refusing("tank/b", "out of space");
        Assert.Equal(
            "tank/b cannot create snapshot 'tank/b@s': out of space, tank/a ok, tank/c ok, tank/d ok", await Take("tank/a", "tank/b", "tank/c", "tank/d"));
        Assert.Equal([4, 3], Sizes);
    }

    [Fact]
    public async Task If_ZFS_names_nobody_each_is_taken_alone()
    {
        _target.NamesCulprits = false;
        _target.Refusing("tank/b", "out of space");
        var ended = await Take("tank/a", "tank/b", "tank/c");
        Assert.StartsWith("tank/a ok, tank/b zfs exited with error: exit status 1", ended, StringComparison.Ordinal);
        Assert.EndsWith("tank/c ok", ended, StringComparison.Ordinal);
        Assert.Equal([3, 1, 1, 1], Sizes);
    }

    [Fact]
    public async Task Datasets_that_go_wrong_one_after_the_other_end_in_single_attempts()
    {
        var bad = new Queue<string>(["tank/a", "tank/b", "tank/c"]);
        _target.BeforeCreate = (_, _) =>
        {
            if (bad.TryDequeue(out var dataset)) _target.Refusing(dataset, "permission denied");
            return Task.CompletedTask;
        };
        Assert.EndsWith("tank/d ok", await Take("tank/a", "tank/b", "tank/c", "tank/d"), StringComparison.Ordinal);
        Assert.Equal([4, 3, 2, 1], Sizes);
    }

    [Fact]
    public async Task A_dataset_that_vanished_does_not_block_the_others()
    {
        Assert.Equal("tank/gone cannot open 'tank/gone': dataset does not exist, tank/a ok, tank/b ok", await Take("tank/a", "tank/b", "tank/gone"));
        Assert.Equal(["s"], _target.SnapshotsOf("tank/a"));
    }

    [Fact]
    public async Task Without_ZFS_nothing_is_tried_again()
    {
        _target.CreateFailure = new ZfsUnavailableException("zfs: command not found");
        Assert.Equal("tank/a zfs: command not found, tank/b zfs: command not found", await Take("tank/a", "tank/b"));
        Assert.Single(Sizes);
    }

    [Fact]
    public async Task Too_many_arguments_for_the_system_are_tried_one_by_one()
    {
        _target.BeforeCreate = (batch, _) => batch.Length > 1 ? throw new ArgumentListTooLongException(ZfsCommand.Zfs("snapshot")) : Task.CompletedTask;
        Assert.Equal("tank/a ok, tank/b ok", await Take("tank/a", "tank/b"));
    }

    private IEnumerable<int> Sizes => _target.Commands.Select(command => command.Length);

    private async Task<string> Take(params string[] datasets)
    {
        var ended = new List<string>();
        await new BatchedSnapshots(_target, NullLogger.Instance).TakeAsync(
            [.. datasets.Select(dataset => SnapshotPath.Parse(dataset + "@s"))],
            (snapshot, failure) => ended.Add($"{snapshot.Dataset} {failure?.Reason ?? "ok"}"), CancellationToken.None);
        return string.Join(", ", ended);
    }
}
