using Zrepl.Engine.Jobs;
using Zrepl.Tests.Support.Jobs;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>What an operator is answered. Texts: spec 2.4, A5.</summary>
public sealed class JobControlTests : IAsyncLifetime
{
    private const string Sink = """
        - name: sink
          type: sink
          serve: {type: local, listener_name: nas}
          root_fs: backup

        """;

    private const string Source = """
        - name: source
          type: source
          serve: {type: local, listener_name: src}
          filesystems: {"tank<": true}
          snapshotting: {type: manual}

        """;

    private readonly JobWorld _world = new();

    public async ValueTask InitializeAsync()
    {
        await _world.StartAsync(JobWorld.Push(), JobWorld.Pull("pull"), Sink, Source, JobWorld.Push("off", "enabled: false"));
        await _world.WaitingAsync();
        await _world.WaitingAsync("pull");
        foreach (var name in new[] { "sink", "source" }) await _world.SeenAsync(name, status => status.Phase == Zrepl.Engine.Status.JobPhase.Serving);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("nobody", "wakeup", JobOutcome.UnknownJob, "Job nobody does not exist")]
    [InlineData("nobody", "reset", JobOutcome.UnknownJob, "Job nobody does not exist")]
    [InlineData("j", "explode", JobOutcome.UnknownOperation, "operation \"explode\" is invalid")]
    [InlineData("j", "reset", JobOutcome.NotRunning, "already reset")]
    [InlineData("sink", "wakeup", JobOutcome.NotPossible, "job \"sink\" of type sink cannot be woken up")]
    [InlineData("source", "wakeup", JobOutcome.NotPossible, "job \"source\" of type source cannot be woken up")]
    [InlineData("sink", "reset", JobOutcome.NotRunning, "already reset")]
    [InlineData("sink", "snapshot", JobOutcome.NotPossible, "job \"sink\" of type sink takes no snapshots")]
    [InlineData("pull", "snapshot", JobOutcome.NotPossible, "job \"pull\" of type pull takes no snapshots")]
    [InlineData("j", "snapshot", JobOutcome.NotPossible, "job \"j\" has `snapshotting: type: manual`: without a prefix zrepl cannot name snapshots")]
    [InlineData("j", "reset-snapshotting", JobOutcome.NotRunning, "no snapshots are being taken")]
    [InlineData("off", "wakeup", JobOutcome.NotActive, "job \"off\" is disabled (enabled: false)")]
    [InlineData("sink", "replicate", JobOutcome.NotPossible, "job \"sink\" of type sink cannot be woken up")]
    [InlineData("sink", "pause", JobOutcome.NotPossible, "job \"sink\" of type sink cannot be paused")]
    public void Refusals_are_told_in_words(string job, string operation, JobOutcome outcome, string text)
    {
        var answer = _world.Jobs.Signal(job, operation);
        Assert.Equal((outcome, text, false), (answer.Outcome, answer.Text, answer.IsSuccess));
    }

    [Fact]
    public void The_old_name_of_wakeup_is_understood() => Assert.True(_world.Jobs.Signal("j", "replication").IsSuccess);

    [Fact]
    public void Names_come_in_the_order_of_the_configuration_also_of_disabled_jobs()
    {
        Assert.Equal(["j", "pull", "sink", "source", "off"], _world.Jobs.JobNames);
        Assert.Equal(["j", "pull", "sink", "source", "off"], _world.Feed.Current.Select(status => status.Name.Text));
        Assert.Equal([true, true, false, false, false], _world.Feed.Current.Select(status => status.CanBeWokenUp));
    }
}
