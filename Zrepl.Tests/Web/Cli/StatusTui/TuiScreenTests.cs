using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.StatusDump;
using Zrepl.Web.Cli.StatusTui;
using static Zrepl.Tests.Web.Cli.StatusTui.TuiStates;

namespace Zrepl.Tests.Web.Cli.StatusTui;

/// <summary>The screen of the interactive <c>zrepl status</c>: spec A4.2.</summary>
public sealed partial class TuiScreenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 18, 14, 20, TimeSpan.Zero);

    [Fact]
    public void It_has_a_filter_jobs_the_chosen_job_the_time_and_the_keys()
    {
        var rows = Draw(Recorded.After(ConsoleKey.DownArrow, ConsoleKey.DownArrow), 120, 16);
        Assert.Equal("FILTER " + new string('_', 113), rows[0]);
        Assert.Equal("┌ jobs ────────┐┌ tcp_push (11 more lines below) " + new string('─', 70) + "┐", rows[1]);
        Assert.Equal("│jobs          ││Job: tcp_push" + new string(' ', 89) + "│", rows[2]);
        Assert.Equal("│├── snapjob   ││Type: push" + new string(' ', 92) + "│", rows[3]);
        Assert.StartsWith("│├──*tcp_push  ││Replication:", rows[5], StringComparison.Ordinal); // it runs
        Assert.StartsWith("│└── tcp_source││", rows[7], StringComparison.Ordinal);
        Assert.Equal("└──────────────┘└" + new string('─', 102) + "┘", rows[14]);
        Assert.StartsWith("2026-11-22T18:14:20+00:00 ", rows[15], StringComparison.Ordinal);
        Assert.EndsWith("Q quit  <TAB> switch panes  W wrap  M jobs  S signal  / filter", rows[15], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(120, 40)]
    [InlineData(80, 24)]
    [InlineData(41, 9)]
    [InlineData(300, 8)]
    public void It_fills_every_window_exactly(int width, int height)
    {
        foreach (var state in new[] { Recorded, Recorded.After('M'), Recorded.After('w'), Recorded.After('S'), Recorded.After('/', '['), Recorded with { Problem = new string('x', 500) }, new TuiState() })
        {
            var rows = Draw(state, width, height);
            Assert.Equal(height, rows.Length);
            Assert.All(rows, row => Assert.Equal(width, row.Length));
        }
    }

    [Fact]
    public void A_window_that_is_too_small_says_so() => Assert.Equal(["this window is"], Draw(Recorded, 14, 3));

    [Fact]
    public void A_terminal_without_lines_gets_letters() => Assert.All(Draw(Recorded, 80, 24, hasLines: false), row => Assert.DoesNotContain(row, letter => letter > '~'));

    [Fact]
    public void The_filter_leaves_filesystems_that_match_and_a_wrong_one_all()
    {
        var push = Recorded.After(ConsoleKey.DownArrow, ConsoleKey.DownArrow);
        Assert.Contains(Draw(push, 120, 40), row => row.Contains("src/home", StringComparison.Ordinal));
        Assert.DoesNotContain(Draw(push with { Filter = "^src/data" }, 120, 40), row => row.Contains("src/home", StringComparison.Ordinal));
        Assert.Contains(Draw(push with { Filter = "^src/data" }, 120, 40), row => row.Contains("src/data/db", StringComparison.Ordinal));
        Assert.Contains(Draw(push with { Filter = "[" }, 120, 40), row => row.Contains("src/home", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failed_question_is_told_and_what_was_known_stays()
    {
        var rows = Draw(Recorded with { Problem = "dial unix: no such file\nor directory" }, 120, 16);
        Assert.Contains("status fetch: dial unix: no such file or directory", rows[15], StringComparison.Ordinal);
        Assert.Contains(rows, row => row.Contains("tcp_push", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_shown_of_a_silent_daemon_has_its_age()
    {
        var heard = Recorded with { HeardAt = Now.AddSeconds(-12) };
        var rows = Draw(heard, 120, 16);
        Assert.StartsWith("┌ jobs ────────┐┌ snapjob (as of 18:14:08, 12s ago) ─", rows[1], StringComparison.Ordinal);
        Assert.Contains("no answer since 18:14:08 (12s)", rows[15], StringComparison.Ordinal);
        rows = Draw(heard with { Problem = "connection refused" }, 120, 16);
        Assert.StartsWith("┌ jobs ────────┐┌ snapjob (as of 18:14:08, 12s ago) ─", rows[1], StringComparison.Ordinal);
        Assert.Contains("status fetch: connection refused", rows[15], StringComparison.Ordinal);
        Assert.Contains("┌ no answer since 18:14:08, 12s ─", Draw(new TuiState { HeardAt = Now.AddSeconds(-12) }, 120, 16)[1], StringComparison.Ordinal);
        Assert.DoesNotContain(Draw(heard with { Patience = TimeSpan.FromSeconds(12) }, 120, 16), row => row.Contains("18:14:08", StringComparison.Ordinal)); // asked every four seconds
    }

    [Fact]
    public void Signals_on_their_way_are_told_below()
    {
        var state = Recorded with { Sending = [new("tcp_push", "wakeup"), new("snapjob", "reset")] };
        Assert.Contains(" sending wakeup to tcp_push, reset to snapjob ... ", Draw(state, 120, 16)[15], StringComparison.Ordinal);
        Assert.Contains(" status fetch: gone; sending wakeup to tcp_push, reset to snapjob ...", Draw(state with { Problem = "gone" }, 120, 16)[15], StringComparison.Ordinal);
    }

    [Fact]
    public void A_signal_is_asked_for_in_a_window_over_the_others()
    {
        var rows = Draw(Recorded.After('S'), 80, 24);
        Assert.Contains(rows, row => row.Contains("│ Send a signal to job snapjob", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Contains("[ wakeup ]  [ reset ]", StringComparison.Ordinal));
        Assert.Contains("\x1b[7m[ wakeup ]", string.Join('\n', Raw(Recorded.After('S'), 80, 24)), StringComparison.Ordinal);
        Assert.Contains("\x1b[7m[ reset ]", string.Join('\n', Raw(Recorded.After('S', ConsoleKey.Tab), 80, 24)), StringComparison.Ordinal);
    }

    [Fact]
    public void Control_characters_of_other_machines_do_not_reach_the_terminal()
    {
        var json = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "status", "push-job-status.json")).Replace("dataset is busy", "\\u001b[2Jbusy\\u0007", StringComparison.Ordinal);
        var state = new TuiState().With(StatusJson.Read(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(Draw(state, 160, 30), row => row.Contains(" [2Jbusy ", StringComparison.Ordinal));
    }

    [Fact]
    public void Rates_are_learnt_from_look_to_look_and_the_bar_turns()
    {
        var clock = new FakeTimeProvider(Now);
        var looks = new TransferLooks(clock);
        looks.Look(Recorded.Status!);
        Assert.Equal(new(null, '\\'), looks.Of("tcp_push")); // bytes that went by before
        clock.Advance(TimeSpan.FromSeconds(2));
        looks.Look(StatusJson.Read(Encoding.UTF8.GetBytes(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "go-zrepl", "status-1-running.json")).Replace("8912896", "10912896", StringComparison.Ordinal))));
        Assert.Equal(new(1_000_000, '|'), looks.Of("tcp_push"));
        Assert.Equal(TransferLook.First, looks.Of("snapjob"));
    }

    private static string[] Draw(TuiState state, int width, int height, bool hasLines = true) => [.. Raw(state, width, height, hasLines).Select(row => Style().Replace(row, ""))];

    private static string[] Raw(TuiState state, int width, int height, bool hasLines = true)
    {
        var clock = new FakeTimeProvider(Now);
        clock.SetLocalTimeZone(TimeZoneInfo.Utc);
        return [.. new TuiScreen(width, height, hasLines).Draw(state, new JobDump(clock), Now).Rows];
    }

    [GeneratedRegex("\\x1b\\[[0-9;]*m")]
    private static partial Regex Style();
}
