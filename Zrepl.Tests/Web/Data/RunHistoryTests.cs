using Microsoft.EntityFrameworkCore;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Tests.Web.Data;

/// <summary>The history of runs is found again: by job, result, dataset and time, page by page (design section 4: Runs).</summary>
public sealed class RunHistoryTests : IAsyncDisposable
{
    private readonly HistoryWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private RunHistory History => new(new HistoryAccess(_world.Database, _world.Writer, TimeProvider.System));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task The_list_is_read_page_by_page_in_both_directions_and_nothing_is_left_out_or_told_twice()
    {
        await StoreAsync(Enumerable.Range(1, 7).Select(number => Run(number) with { StartedAt = HistoryWorld.Begin.AddMinutes(number / 2) })); // two at a time

        var first = await History.ListAsync(RunFilter.All, 3, cancellation: Token);
        var second = await History.ListAsync(RunFilter.All, 3, olderThan: first.Runs[^1].Cursor, cancellation: Token);
        var third = await History.ListAsync(RunFilter.All, 3, olderThan: second.Runs[^1].Cursor, cancellation: Token);
        var back = await History.ListAsync(RunFilter.All, 3, newerThan: third.Runs[0].Cursor, cancellation: Token);

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], first.Runs.Concat(second.Runs).Concat(third.Runs).Select(run => run.Number));
        Assert.Equal([(false, true), (true, true), (true, false)], new[] { first, second, third }.Select(page => (page.HasNewer, page.HasOlder)));
        Assert.Equal(second.Runs, back.Runs);
        Assert.True(back is { HasNewer: true, HasOlder: true });
        var all = new List<long>();
        await foreach (var run in History.ReadAllAsync(RunFilter.All, Token)) all.Add(run.Number);
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], all);
    }

    [Fact]
    public async Task Runs_are_found_by_job_result_and_time()
    {
        await StoreAsync(
        [
            Run(1), Run(2) with { Outcome = RunOutcome.Failed, Job = "other" }, Run(3) with { Outcome = null }, Run(4) with { Outcome = RunOutcome.Partial },
        ]);

        Assert.Equal([2], await NumbersAsync(new() { Job = "other" }));
        Assert.Equal([4], await NumbersAsync(new() { Outcome = RunOutcome.Partial }));
        Assert.Equal([3], await NumbersAsync(new() { IsRunning = true }));
        Assert.Equal([3, 2], await NumbersAsync(new() { From = HistoryWorld.Begin.AddMinutes(2), Until = HistoryWorld.Begin.AddMinutes(4) }));
        Assert.Empty(await NumbersAsync(new() { Job = "other", Outcome = RunOutcome.Partial }));
        Assert.Equal(["other", "to_nas"], await History.JobsAsync(Token));
    }

    [Fact]
    public async Task A_part_of_a_datasets_name_finds_the_runs_that_replicated_or_pruned_it()
    {
        await StoreAsync([Run(1, replicated: ["tank/db", "tank/DBX"]), Run(2, replicated: ["tank/home"], pruned: ["tank/old_db"]), Run(3, replicated: ["tank/home"])]);

        Assert.Equal([2, 1], await NumbersAsync(new() { Dataset = "Db" }));
        Assert.Equal([1], await NumbersAsync(new() { Dataset = "tank/db" }));
        Assert.Equal([2], await NumbersAsync(new() { Dataset = "old_" }));
        Assert.Empty(await NumbersAsync(new() { Dataset = "%" })); // no pattern
        Assert.Empty(await NumbersAsync(new() { Dataset = "' OR 1=1 --" }));
    }

    [Fact]
    public async Task A_report_has_the_steps_the_decisions_the_snapshots_since_the_run_before_and_its_neighbours()
    {
        await StoreAsync([Run(1), Run(2, replicated: ["tank/a", "tank/b"], pruned: ["tank/a"]), Run(3)]);
        await using (var db = _world.Database.Connect())
        {
            db.SnapshotRuns.AddRange(Round(HistoryWorld.Begin.AddMinutes(0.5)), Round(HistoryWorld.Begin.AddMinutes(1.5)), Round(HistoryWorld.Begin.AddMinutes(9)));
            db.SnapshottedDatasets.Add(new() { Engine = "host", Job = "to_nas", Dataset = "tank/a", Snapshot = "s", DoneAt = HistoryWorld.Begin.AddMinutes(1.6), HookOutput = "hello" });
            await db.SaveChangesAsync(Token);
        }

        var list = (await History.ListAsync(RunFilter.All, 10, cancellation: Token)).Runs;
        var report = await History.FindAsync(list[1].Id, Token);

        Assert.NotNull(report);
        Assert.Equal((2, list[2].Id, list[0].Id), (report.Summary.Number, report.Previous, report.Next));
        Assert.Equal(["tank/a", "tank/b"], report.Datasets.Select(dataset => dataset.Dataset));
        Assert.Equal([("@a", "@b", 10L)], report.Datasets[0].Steps.Select(step => (step.From, step.To, step.Bytes)));
        Assert.Equal(HistoryWorld.Begin.AddMinutes(1.5), Assert.Single(report.Rounds).StartedAt);
        Assert.Equal("hello", Assert.Single(report.Snapshots).HookOutput);
        var decision = Assert.Single(await History.DecisionsAsync(Assert.Single(report.Pruned).Id, Token));
        Assert.Equal(("old", true, "last_n 1: number 3"), (decision.Snapshot, decision.Destroy, decision.Because.Single()));
        Assert.Null(await History.FindAsync(4711, Token));
        Assert.Equal(list[0].Id, await History.FindIdAsync("to_nas", 3, Token));
    }

    [Fact]
    public async Task A_database_that_does_not_open_is_told_in_words()
    {
        await File.WriteAllTextAsync(_world.Folder, "a file where the directory should be", Token);
        await _world.StartedAsync();
        var reading = new RunHistory(new HistoryAccess(_world.Database, _world.Writer, _world.Clock)).JobsAsync(Token);
        await _world.Clock.PassOnceAwaitedAsync(TimeSpan.FromMinutes(1));

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => reading);
        Assert.Contains(_world.DatabasePath, failure.Message, StringComparison.Ordinal);
        File.Delete(_world.Folder);
    }

    [Theory]
    [InlineData("job", "IX_Runs_Job_StartedAt")]
    [InlineData("result", "IX_Runs_Outcome_StartedAt")]
    [InlineData("older", "IX_Runs_StartedAt")]
    [InlineData("time", "IX_Runs_StartedAt")]
    public async Task A_page_is_a_piece_of_an_index_and_nothing_is_sorted(string what, string index)
    {
        var filter = what switch
        {
            "job" => new RunFilter { Job = "to_nas" },
            "result" => new() { Outcome = RunOutcome.Failed },
            "time" => new() { From = HistoryWorld.Begin },
            _ => RunFilter.All,
        };
        await StoreAsync([Run(1)]);
        await using var db = _world.Database.Connect();
        var runs = await RunSearch.FindAsync(db, filter, Token);
        Assert.NotNull(runs);
        var page = RunHistory.Piece(runs, new RunCursor(HistoryWorld.Begin.AddDays(1), 1), null).Take(50).Select(RunSummary.OfRow);

        var plan = await PlanAsync(db, page);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("to_nas", "IX_SnapshotRuns_Job_StartedAt")]
    [InlineData(null, "IX_SnapshotRuns_StartedAt")]
    public async Task Rounds_are_read_in_the_order_of_an_index(string? job, string index)
    {
        await StoreAsync([]);
        await using var db = _world.Database.Connect();

        var plan = await PlanAsync(db, SnapshotRounds.Piece(db, new() { Job = job }, new RunCursor(HistoryWorld.Begin.AddDays(1), 1)).Take(7));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1772366400000-12", true)]
    [InlineData("", false)]
    [InlineData("12", false)]
    [InlineData("99999999999999999-1", false)]
    [InlineData("-5-1", false)]
    public void A_place_in_the_list_is_read_as_it_is_written(string text, bool isOne) => Assert.Equal(isOne ? text : null, RunCursor.Parse(text)?.ToString());

    private async Task<IEnumerable<long>> NumbersAsync(RunFilter filter) => (await History.ListAsync(filter, 10, cancellation: Token)).Runs.Select(run => run.Number);

    private async Task StoreAsync(IEnumerable<RunEntitySketch> runs)
    {
        await _world.StartedAsync();
        await _world.Writer.Opened.WaitAsync(Deadline.OfATest, Token);
        await using var db = _world.Database.Connect();
        foreach (var run in runs)
        {
            db.Runs.Add(run.ToEntity());
            await db.SaveChangesAsync(Token);
        }
    }

    private static RunEntitySketch Run(long number, string[]? replicated = null, string[]? pruned = null) =>
        new(number, HistoryWorld.Begin.AddMinutes(number), "to_nas", RunOutcome.Succeeded, replicated ?? [], pruned ?? []);

    private static SnapshotRunEntity Round(DateTimeOffset at) => new() { Engine = "host", Job = "to_nas", StartedAt = at, FinishedAt = at, Created = 2 };

    private static async Task<string> PlanAsync(ZreplDbContext db, IQueryable query)
    {
        await db.Database.OpenConnectionAsync(Token);
        await using var command = query.CreateDbCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var lines = new List<string>();
        while (await reader.ReadAsync(Token)) lines.Add(reader.GetString(3));
        return string.Join('\n', lines);
    }

    private sealed record RunEntitySketch(long Number, DateTimeOffset StartedAt, string Job, RunOutcome? Outcome, string[] Replicated, string[] Pruned)
    {
        public RunEntity ToEntity()
        {
            var run = new RunEntity
            {
                Engine = "host", Job = Job, Kind = JobKind.Push, Number = Number, StartedAt = StartedAt,
                FinishedAt = Outcome is null ? null : StartedAt.AddSeconds(30), Outcome = Outcome,
            };
            foreach (var name in Replicated)
            {
                var dataset = new RunDatasetEntity { Dataset = name, State = FilesystemState.Done };
                dataset.Steps.Add(new() { Attempt = 1, From = "@a", To = "@b", BytesReplicated = 10, StartedAt = StartedAt, DoneAt = StartedAt.AddSeconds(1) });
                run.Datasets.Add(dataset);
            }

            foreach (var name in Pruned)
                run.Pruned.Add(new() { Dataset = name, Destroyed = 1, Decisions = PruneDecisions.Write([new("old", StartedAt, true, ["last_n 1: number 3"])]) });
            return run;
        }
    }
}
