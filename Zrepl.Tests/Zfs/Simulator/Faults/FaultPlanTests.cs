using Microsoft.Extensions.Time.Testing;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Faults;

/// <summary>Faults of single commands (spec C7).</summary>
public sealed class FaultPlanTests
{
    [Fact]
    public async Task A_failing_command_does_nothing_and_says_what_the_plan_says()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        shell.Host.Faults.Add("zfs create tank/a", new Fault.Fail("cannot create 'tank/a': out of space\n", 1));
        var answer = await shell.ZfsAsync("create", "tank/a");
        Assert.Equal((1, "cannot create 'tank/a': out of space\n"), (answer.ExitCode, answer.Errors));
        Assert.Equal(1, (await shell.ZfsAsync("list", "tank/a")).ExitCode);
        Assert.Equal(0, (await shell.ZfsAsync("create", "tank/a")).ExitCode);
        Assert.IsType<Fault.Fail>(Assert.Single(shell.Host.Faults.Injected).Fault);
    }

    [Theory]
    [InlineData("zfs snap tank@*", "snapshot", "tank@a", true)]
    [InlineData("zfs snapshot *", "snap", "tank@a", true)]
    [InlineData("zfs snapshot tank@b", "snapshot", "tank@a", false)]
    [InlineData("zpool *", "snapshot", "tank@a", false)]
    [InlineData("*", "snapshot", "tank@a", true)]
    public void A_pattern_fits_the_command_line_however_the_subcommand_is_spelled(string pattern, string verb, string operand, bool fits) =>
        Assert.Equal(fits, new FaultRule { Pattern = pattern, Fault = new Fault.Die() }.Matches(ZfsCommand.Zfs(verb, operand)));

    [Fact]
    public async Task Only_the_wanted_occurrences_are_met()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        shell.Host.Faults.Add(new FaultRule { Pattern = "zfs list *", Fault = new Fault.Fail("no\n"), FirstOccurrence = 2, Times = 2 });
        var codes = new List<int>();
        for (var i = 0; i < 5; i++) codes.Add((await shell.ZfsAsync("list", "tank")).ExitCode);
        Assert.Equal([0, 1, 1, 0, 0], codes);
    }

    [Fact]
    public async Task A_seed_decides_which_commands_are_met_by_chance()
    {
        Assert.Equal(await CodesAsync(seed: 3), await CodesAsync(seed: 3));
        Assert.NotEqual(await CodesAsync(seed: 3), await CodesAsync(seed: 4));

        static async Task<string> CodesAsync(int seed)
        {
            var shell = await SimulatedShell.WithPoolAsync();
            shell.Host.Faults.Seed = seed;
            shell.Host.Faults.Add(new FaultRule { Pattern = "*", Fault = new Fault.Fail(""), Times = null, Probability = 0.5 });
            var codes = "";
            for (var i = 0; i < 40; i++) codes += (await shell.ZfsAsync("list", "tank")).ExitCode;
            Assert.Contains('0', codes);
            Assert.Contains('1', codes);
            return codes;
        }
    }

    [Fact]
    public async Task A_command_can_die_or_warn_first()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        shell.Host.Faults.Add("zfs create *", new Fault.Die());
        shell.Host.Faults.Add("zfs destroy *", new Fault.Warn("Warning: it is late\n"));
        var death = await shell.ZfsAsync("create", "tank/a");
        Assert.Equal((9, 137), (death.Exit.Signal, death.ExitCode));
        await shell.SetUpAsync("create tank/a");
        var warned = await shell.ZfsAsync("destroy", "tank/a");
        Assert.Equal((0, "Warning: it is late\n"), (warned.ExitCode, warned.Errors));
    }

    [Fact]
    public async Task A_hanging_command_ends_when_it_is_killed_or_released()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        var release = new TaskCompletionSource();
        shell.Host.Faults.Add("zfs list tank", new Fault.Hang());
        shell.Host.Faults.Add(new FaultRule { Pattern = "zfs list tank", Fault = new Fault.Hang(release.Task), FirstOccurrence = 2 });
        await using (var killed = await new SimulatedZfs(shell.Host).StartAsync(ZfsCommand.Zfs("list", "tank"), TestContext.Current.CancellationToken))
        {
            Assert.False(killed.Exit.IsCompleted);
            killed.Kill();
            Assert.Equal(9, (await killed.Exit).Signal);
        }

        await using var released = await new SimulatedZfs(shell.Host).StartAsync(ZfsCommand.Zfs("list", "tank"), TestContext.Current.CancellationToken);
        Assert.False(released.Exit.IsCompleted);
        release.SetResult();
        Assert.True((await released.Exit).IsSuccess);
    }

    [Fact]
    public async Task A_delay_is_by_the_hosts_clock()
    {
        var clock = new FakeTimeProvider();
        await using var host = new SimulatedHost(new() { Clock = clock });
        await host.CreatePoolAsync("tank");
        host.Faults.Add("zfs list *", new Fault.Delay(TimeSpan.FromHours(1)));
        await using var running = await new SimulatedZfs(host).StartAsync(ZfsCommand.Zfs("list", "tank"), TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(running.Exit.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await running.Exit).IsSuccess);
    }

    [Fact]
    public async Task An_output_is_cut_damaged_or_ended_by_an_error_after_so_many_bytes()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        shell.Host.Faults.Add("zfs list -H -o name tank", new Fault.Corrupt(CommandStream.Output, 1));
        var damaged = await shell.ZfsAsync("list", "-H", "-o", "name", "tank");
        Assert.Equal((0, "t" + (char)('a' ^ 0x5A) + "nk\n"), (damaged.ExitCode, damaged.Output));

        shell.Host.Faults.Add("zfs list *", new Fault.Cut(CommandStream.Output, 2));
        var cut = await shell.ZfsAsync("list", "-H", "-o", "name", "tank");
        Assert.Equal("ta", cut.Output);

        shell.Host.Faults.Add("zfs list *", new Fault.FailAfter(CommandStream.Output, 3, "I/O error\n", 5));
        var failed = await shell.ZfsAsync("list", "-H", "-o", "name", "tank");
        Assert.Equal((5, "tan", "I/O error\n"), (failed.ExitCode, failed.Output, failed.Errors));
    }

    [Fact]
    public async Task Something_that_is_kept_busy_cannot_be_destroyed()
    {
        var shell = await SimulatedShell.WithPoolAsync();
        await shell.SetUpAsync("create tank/a", "snapshot tank/a@1");
        using (await shell.Host.KeepBusyAsync("tank/a@1"))
            Assert.Contains("dataset is busy", (await shell.ZfsAsync("destroy", "tank/a@1")).Errors, StringComparison.Ordinal);
        await shell.SetUpAsync("destroy tank/a@1");
    }
}
