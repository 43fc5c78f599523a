using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Zfs.Names;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>Vectors 8.4 without a resume token, and what surrounds them: 1.5.1, 1.5.2, 1.5.5, 1.5.6.</summary>
public sealed class FilesystemPlannerTests
{
    private readonly PlannerWorld _world = new();

    [Theory]
    [InlineData("missing")]
    [InlineData("placeholder")]
    public async Task A_placeholder_of_the_sender_needs_no_steps(string receiver)
    {
        _world.Sender.Has(PlannerWorld.Path, isPlaceholder: true);
        if (receiver == "placeholder") _world.Receiver.Has(PlannerWorld.Path, isPlaceholder: true);
        Assert.IsType<FilesystemPlan.NothingInPlaceholder>(await _world.PlanAsync());
    }

    [Fact]
    public async Task A_placeholder_of_the_sender_does_not_fit_a_real_filesystem()
    {
        _world.Sender.Has(PlannerWorld.Path, isPlaceholder: true);
        _world.Receiver.Has(PlannerWorld.Path, "@1");
        Assert.Equal("sender filesystem is placeholder, but receiver filesystem is not", await _world.ProblemAsync());
    }

    [Fact]
    public async Task A_sender_without_versions_is_a_problem()
    {
        _world.Sender.Has(PlannerWorld.Path);
        Assert.Equal("sender does not have any versions", await _world.ProblemAsync());
    }

    [Theory]
    [InlineData(InitialReplication.MostRecent, "full→@3")]
    [InlineData(InitialReplication.All, "full→@1, @1→@2, @2→@3")]
    public async Task The_first_replication_follows_the_policy(InitialReplication policy, string steps)
    {
        _world.Definition = _world.Definition with { InitialReplication = policy };
        _world.Sender.Has(PlannerWorld.Path, "@1 @2 @3");
        Assert.Equal(steps, await _world.StepsAsync());
    }

    [Fact]
    public async Task The_first_replication_can_be_forbidden()
    {
        _world.Definition = _world.Definition with { InitialReplication = InitialReplication.Fail };
        _world.Sender.Has(PlannerWorld.Path, "@1 @2 @3");
        Assert.Equal("automatic conflict resolution for initial replication is disabled in config", await _world.ProblemAsync());
    }

    [Fact]
    public async Task The_versions_of_a_placeholder_are_not_asked_for()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @2 @3");
        _world.Receiver.Has(PlannerWorld.Path, isPlaceholder: true);
        Assert.Equal("full→@3", await _world.StepsAsync());
        Assert.Empty(_world.Script.CallsTo("receiver versions"));
    }

    [Theory]
    [InlineData(InitialReplication.MostRecent)]
    [InlineData(InitialReplication.All)]
    public async Task A_sender_with_nothing_but_bookmarks_is_a_problem_and_not_a_crash_BAD_4(InitialReplication policy)
    {
        _world.Definition = _world.Definition with { InitialReplication = policy };
        _world.Sender.Has(PlannerWorld.Path, "#1 #2");
        Assert.Equal("no snapshots available on sender side", await _world.ProblemAsync());
    }

    [Fact]
    public async Task A_divergence_is_a_problem_that_tells_its_parts()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @3");
        _world.Receiver.Has(PlannerWorld.Path, "@1 @2");
        var plan = Assert.IsType<FilesystemPlan.Impossible>(await _world.PlanAsync());
        Assert.IsType<Conflict.Diverged>(plan.Problem.Conflict);
        Assert.Equal(plan.Problem.Conflict.Text, plan.Problem.Text);
    }

    [Fact] // 1.5.5: never -F
    public async Task A_hand_made_empty_filesystem_on_the_receiver_is_warned_about()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1");
        _world.Receiver.Has(PlannerWorld.Path);
        var plan = Assert.IsType<FilesystemPlan.Steps>(await _world.PlanAsync());
        Assert.Contains("not made by zrepl", plan.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1UL, true)]
    [InlineData(2UL, false)]
    public async Task A_cursor_that_was_left_behind_is_to_be_repaired_BAD_1(ulong? cursor, bool isRepaired)
    {
        _world.Sender.Has(PlannerWorld.Path, "@1 @2");
        if (cursor is { } guid) _world.Sender.WithCursor(PlannerWorld.Path, guid);
        _world.Receiver.Has(PlannerWorld.Path, "@1 @2");
        var plan = Assert.IsType<FilesystemPlan.UpToDate>(await _world.PlanAsync());
        Assert.Equal(isRepaired ? "@2" : null, plan.Repair?.Newest.RelativeName);
    }

    [Theory] // B11: a process died while it confirmed
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task What_a_half_confirmed_step_left_is_to_be_repaired_although_the_cursor_stands_where_it_should(bool hasLeftovers, bool isUnconfirmed)
    {
        _world.Sender.WithCursor(PlannerWorld.Path, 2).Has(PlannerWorld.Path, "@1 @2");
        _world.Receiver.Has(PlannerWorld.Path, "@1 @2");
        if (hasLeftovers) _world.Sender.Leftovers.Add(DatasetPath.Parse(PlannerWorld.Path));
        _world.IsUnconfirmed = isUnconfirmed;
        var plan = Assert.IsType<FilesystemPlan.UpToDate>(await _world.PlanAsync());
        Assert.Equal(hasLeftovers || isUnconfirmed ? "@2" : null, plan.Repair?.Newest.RelativeName);
    }

    [Fact] // 1.5.6 a: a bookmark cannot always be made into a cursor
    public async Task A_cursor_is_not_repaired_from_a_bookmark()
    {
        _world.Sender.WithCursor(PlannerWorld.Path, 1).Has(PlannerWorld.Path, "@1 #2");
        _world.Receiver.Has(PlannerWorld.Path, "@1 @2");
        Assert.Null(Assert.IsType<FilesystemPlan.UpToDate>(await _world.PlanAsync()).Repair);
    }

    [Fact] // 1.5.6 c
    public async Task Without_protection_there_is_no_cursor_to_repair()
    {
        _world.Definition = _world.Definition with { Protection = new(ProtectionKind.Resumability, ProtectionKind.Nothing) };
        _world.Sender.Has(PlannerWorld.Path, "@1");
        _world.Receiver.Has(PlannerWorld.Path, "@1");
        Assert.Null(Assert.IsType<FilesystemPlan.UpToDate>(await _world.PlanAsync()).Repair);
        Assert.Empty(_world.Script.CallsTo("sender cursor"));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_asked_for_is_a_warning()
    {
        _world.Sender.Has(PlannerWorld.Path, "@1");
        _world.Receiver.Has(PlannerWorld.Path, "@1");
        _world.Script.Fail("sender cursor", new EndpointException("pool is suspended"));
        Assert.Equal("cannot check the replication cursor: pool is suspended", (await _world.PlanAsync()).Warning);
    }

    [Fact]
    public async Task Plans_that_cannot_be_correlated_are_a_problem()
    {
        _world.Sender.Has(PlannerWorld.Path, "@3 @4");
        _world.Receiver.Has(PlannerWorld.Path, "@3");
        var plan = await _world.PlanAsync(new PlannedStep(Versions.One("@1"), Versions.One("@2")));
        Assert.Equal(
            "cannot correlate previously failed attempt to current plan", Assert.IsType<FilesystemPlan.Impossible>(plan).Problem.Text);
    }
}
