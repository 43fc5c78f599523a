using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>Vectors 8.4 and what surrounds them.</summary>
public sealed class FilesystemPlannerTests
{
    private const string Path = "tank/a";

    private readonly CallScript _script = new();
    private readonly MemorySender _sender;
    private readonly MemoryReceiver _receiver;
    private ReplicationPolicy _policy = new();

    public FilesystemPlannerTests()
    {
        _sender = new(_script);
        _receiver = new(_script);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("placeholder")]
    public async Task A_placeholder_of_the_sender_needs_no_steps(string receiver)
    {
        _sender.Has(Path, isPlaceholder: true);
        if (receiver == "placeholder") _receiver.Has(Path, isPlaceholder: true);
        Assert.IsType<FilesystemPlan.NothingInPlaceholder>(await PlanAsync());
    }

    [Fact]
    public async Task A_placeholder_of_the_sender_does_not_fit_a_real_filesystem()
    {
        _sender.Has(Path, isPlaceholder: true);
        _receiver.Has(Path, "@1");
        Assert.Equal("sender filesystem is placeholder, but receiver filesystem is not", await ProblemAsync());
    }

    [Fact]
    public async Task A_sender_without_versions_is_a_problem()
    {
        _sender.Has(Path);
        Assert.Equal("sender does not have any versions", await ProblemAsync());
    }

    [Theory]
    [InlineData(InitialReplicationPolicy.MostRecent, "full→@3")]
    [InlineData(InitialReplicationPolicy.All, "full→@1, @1→@2, @2→@3")]
    public async Task The_first_replication_follows_the_policy(InitialReplicationPolicy policy, string steps)
    {
        _policy = _policy with { InitialReplication = policy };
        _sender.Has(Path, "@1 @2 @3");
        Assert.Equal(steps, await StepsAsync());
    }

    [Fact]
    public async Task The_first_replication_can_be_forbidden()
    {
        _policy = _policy with { InitialReplication = InitialReplicationPolicy.Fail };
        _sender.Has(Path, "@1 @2 @3");
        Assert.Equal("automatic conflict resolution for initial replication is disabled in config", await ProblemAsync());
    }

    [Fact]
    public async Task The_versions_of_a_placeholder_are_not_asked_for()
    {
        _sender.Has(Path, "@1 @2 @3");
        _receiver.Has(Path, isPlaceholder: true);
        Assert.Equal("full→@3", await StepsAsync());
        Assert.Empty(_script.CallsTo("receiver versions"));
    }

    [Theory]
    [InlineData("@1 @2 @3", "", "full 2", "full→@2 resumed, @2→@3")]
    [InlineData("@1 @2 @3", "@1", "1 2", "@1→@2 resumed, @2→@3")]
    [InlineData("#1 @2 @3", "@1", "1 2", "#1→@2 resumed, @2→@3")]
    [InlineData("@1 #1 @2", "@1", "1 2", "@1→@2 resumed")] // a snapshot is the better base
    public async Task An_interrupted_receive_is_continued_before_anything_else(string sender, string receiver, string token, string steps)
    {
        _sender.Has(Path, sender);
        _receiver.Has(Path, receiver, token: Token(token));
        Assert.Equal(steps, await StepsAsync());
        Assert.Empty(_script.CallsTo("receiver versions"));
    }

    [Fact]
    public async Task A_token_whose_target_is_gone_gives_way_to_a_fresh_plan_BAD_2()
    {
        _sender.Has(Path, "@1 @3");
        _receiver.Has(Path, "@1", token: Token("1 2"));
        var plan = Assert.IsType<FilesystemPlan.Steps>(await PlanAsync());
        Assert.Equal("@1→@3", Text(plan));
        Assert.Equal(
            "the progress of an interrupted step is discarded: resume token `toguid` = 2 not found on sender (`toname` = \"tank/a@2\")",
            plan.Warning);
    }

    [Theory]
    [InlineData("1-badf00d")]
    [InlineData("1-1-1-00")]
    public async Task A_corrupt_token_gives_way_to_a_fresh_plan_BAD_2(string token)
    {
        _sender.Has(Path, "@1 @3");
        _receiver.Has(Path, "@1", token: token);
        var plan = Assert.IsType<FilesystemPlan.Steps>(await PlanAsync());
        Assert.Equal("@1→@3", Text(plan));
        Assert.StartsWith("the progress of an interrupted step is discarded: resume token is corrupt: ", plan.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_whose_source_is_gone_gives_way_to_a_fresh_plan_BAD_2()
    {
        _sender.Has(Path, "@2 @3 #0");
        _receiver.Has(Path, "@0 @1", token: Token("1 2"));
        Assert.StartsWith("the receiver's latest snapshot is not present on sender", await ProblemAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_the_sender_refuses_gives_way_to_a_fresh_plan_BAD_2()
    {
        _sender.Has(Path, "@1 @2 @3");
        _receiver.Has(Path, "@1", token: Token("1 2"));
        _script.Fail("sender estimate tank/a @1 @2 resumed", new ResumeTokenUnusableException("policy mandates encrypted sends only"));
        var plan = Assert.IsType<FilesystemPlan.Steps>(await PlanAsync());
        Assert.Equal("@1→@2, @2→@3", Text(plan));
        Assert.Contains("policy mandates encrypted sends only", plan.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_useless_token_with_nothing_to_send_is_only_warned_about_BAD_2()
    {
        _sender.WithCursor(Path, 1).Has(Path, "@1");
        _receiver.Has(Path, "@1", token: Token("1 2"));
        var plan = Assert.IsType<FilesystemPlan.UpToDate>(await PlanAsync());
        Assert.StartsWith("the receiver keeps the state of an interrupted step", plan.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_dataset_gives_way_to_a_fresh_plan()
    {
        _sender.Has(Path, "@1 @2");
        _receiver.Has(Path, "@1", token: Token("1 2", "tank/renamed"));
        Assert.Equal("@1→@2", await StepsAsync());
    }

    [Fact]
    public async Task A_token_that_ends_where_it_starts_is_a_problem()
    {
        _sender.Has(Path, "@1");
        _receiver.Has(Path, "@1", token: Token("1 1"));
        Assert.Equal("resume token `fromguid` and `toguid` match same version on sender", await ProblemAsync());
    }

    [Theory]
    [InlineData(InitialReplicationPolicy.MostRecent)]
    [InlineData(InitialReplicationPolicy.All)]
    public async Task A_sender_with_nothing_but_bookmarks_is_a_problem_and_not_a_crash_BAD_4(InitialReplicationPolicy policy)
    {
        _policy = _policy with { InitialReplication = policy };
        _sender.Has(Path, "#1 #2");
        Assert.Equal("no snapshots available on sender side", await ProblemAsync());
    }

    [Fact]
    public async Task A_divergence_is_a_problem_that_tells_its_parts()
    {
        _sender.Has(Path, "@1 @3");
        _receiver.Has(Path, "@1 @2");
        var plan = Assert.IsType<FilesystemPlan.Impossible>(await PlanAsync());
        Assert.IsType<Conflict.Diverged>(plan.Problem.Conflict);
        Assert.Equal(plan.Problem.Conflict.Text, plan.Problem.Text);
    }

    [Fact] // 1.5.5: never -F
    public async Task A_hand_made_empty_filesystem_on_the_receiver_is_warned_about()
    {
        _sender.Has(Path, "@1");
        _receiver.Has(Path);
        var plan = Assert.IsType<FilesystemPlan.Steps>(await PlanAsync());
        Assert.Contains("not made by zrepl", plan.Warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(1UL, true)]
    [InlineData(2UL, false)]
    public async Task A_cursor_that_was_left_behind_is_to_be_repaired_BAD_1(ulong? cursor, bool isRepaired)
    {
        _sender.Has(Path, "@1 @2");
        if (cursor is { } guid) _sender.WithCursor(Path, guid);
        _receiver.Has(Path, "@1 @2");
        var plan = Assert.IsType<FilesystemPlan.UpToDate>(await PlanAsync());
        Assert.Equal(isRepaired ? "@2" : null, plan.Repair?.Newest.RelativeName);
    }

    [Fact] // 1.5.6 a: a bookmark cannot always be made into a cursor
    public async Task A_cursor_is_not_repaired_from_a_bookmark()
    {
        _sender.WithCursor(Path, 1).Has(Path, "@1 #2");
        _receiver.Has(Path, "@1 @2");
        Assert.Null(Assert.IsType<FilesystemPlan.UpToDate>(await PlanAsync()).Repair);
    }

    [Fact] // 1.5.6 c
    public async Task Without_protection_there_is_no_cursor_to_repair()
    {
        _policy = _policy with { Protection = new(ProtectionKind.Resumability, ProtectionKind.Nothing) };
        _sender.Has(Path, "@1");
        _receiver.Has(Path, "@1");
        Assert.Null(Assert.IsType<FilesystemPlan.UpToDate>(await PlanAsync()).Repair);
        Assert.Empty(_script.CallsTo("sender cursor"));
    }

    [Fact]
    public async Task A_cursor_that_cannot_be_asked_for_is_a_warning()
    {
        _sender.Has(Path, "@1");
        _receiver.Has(Path, "@1");
        _script.Fail("sender cursor", new EndpointException("pool is suspended"));
        Assert.Equal("cannot check the replication cursor: pool is suspended", (await PlanAsync()).Warning);
    }

    [Fact] // 1.5.7: the first error withdraws the other questions; a cancellation is never the reason
    public async Task A_refused_estimate_is_the_planning_error()
    {
        _sender.Has(Path, "@1 @2 @3 @4");
        _receiver.Has(Path, "@1");
        _script.Hold("sender estimate tank/a @1 @2");
        _script.Fail("sender estimate tank/a @2 @3", new EndpointException("validate send arguments: encryption"));
        var failure = await Assert.ThrowsAsync<EndpointException>(PlanAsync);
        Assert.Equal("validate send arguments: encryption", failure.Message);
    }

    [Fact]
    public async Task Estimates_run_side_by_side_up_to_the_limit()
    {
        _sender.Has(Path, Numbered(10));
        _receiver.Has(Path, "@1");
        var held = Enumerable.Range(1, 9).Select(i => _script.Hold($"sender estimate tank/a @{i} @{i + 1}")).ToList();
        var planning = PlanAsync();
        foreach (var gate in held[..4]) await gate.Reached;
        Assert.Equal(4, _script.CallsTo("sender estimate").Count());
        for (var i = 0; i < 9; i++)
        {
            held[i].Open();
            if (i + 4 < 9) await held[i + 4].Reached;
            Assert.Equal(Math.Min(9, i + 5), _script.CallsTo("sender estimate").Count());
        }

        Assert.All(Assert.IsType<FilesystemPlan.Steps>(await planning).InOrder, step => Assert.Equal(100, step.ExpectedBytes));
    }

    [Fact]
    public async Task Of_a_long_plan_only_the_first_steps_are_estimated_beforehand()
    {
        _sender.Has(Path, Numbered(52));
        _receiver.Has(Path, "@1");
        var plan = Assert.IsType<FilesystemPlan.Steps>(await PlanAsync());
        Assert.Equal(51, plan.InOrder.Length);
        Assert.Equal(16, plan.InOrder.Count(step => step.ExpectedBytes is not null));
        Assert.Equal(16, _script.CallsTo("sender estimate").Count());
    }

    [Fact]
    public async Task Plans_that_cannot_be_correlated_are_a_problem()
    {
        _sender.Has(Path, "@3 @4");
        _receiver.Has(Path, "@3");
        var plan = await PlanAsync(new PlannedStep(Versions.One("@1"), Versions.One("@2")));
        Assert.Equal(
            "cannot correlate previously failed attempt to current plan", Assert.IsType<FilesystemPlan.Impossible>(plan).Problem.Text);
    }

    private static string Numbered(int count) =>
        string.Join(' ', Enumerable.Range(1, count).Select(i => "@" + i.ToString(CultureInfo.InvariantCulture)));

    private static string Token(string fromAndTo, string dataset = Path)
    {
        var ends = fromAndTo.Split(' ');
        return ResumeTokenWriter.Write(new ResumeToken
        {
            Text = "",
            FromGuid = ends[0] == "full" ? null : ulong.Parse(ends[0], CultureInfo.InvariantCulture),
            ToGuid = ulong.Parse(ends[1], CultureInfo.InvariantCulture),
            ToName = DatasetPath.Parse(dataset).Snapshot(ends[1]),
            Object = 1,
            Offset = 0,
            Bytes = 4096,
        });
    }

    private static string Text(FilesystemPlan.Steps plan) => string.Join(", ", plan.InOrder.Select(step =>
        $"{step.From?.RelativeName ?? "full"}→{step.To.RelativeName}{(step.ResumeToken is null ? "" : " resumed")}"));

    private async Task<string> StepsAsync() => Text(Assert.IsType<FilesystemPlan.Steps>(await PlanAsync()));

    private async Task<string> ProblemAsync() => Assert.IsType<FilesystemPlan.Impossible>(await PlanAsync()).Problem.Text;

    private Task<FilesystemPlan> PlanAsync() => PlanAsync([]);

    private async Task<FilesystemPlan> PlanAsync(params PlannedStep[] uncompleted)
    {
        var progress = new ProgressToken(TimeProvider.System);
        using var sizes = new SizeEstimates(_sender, _policy.Protection, _policy.SizeEstimates, progress);
        var pairs = await FilesystemPairs.ListAsync(_sender, _receiver, progress, CancellationToken.None);
        var planner = new FilesystemPlanner(_sender, _receiver, _policy, sizes, progress, NullLogger.Instance);
        return await planner.PlanAsync(pairs.Single(), [.. uncompleted], CancellationToken.None);
    }
}
