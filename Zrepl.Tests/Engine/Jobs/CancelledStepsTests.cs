using System.Globalization;
using Zrepl.Tests.Support.Stalls;

namespace Zrepl.Tests.Engine.Jobs;

/// <summary>Steps that are cancelled while their stream is under way, with real processes at both ends.</summary>
public sealed class CancelledStepsTests
{
    [Theory]
    [InlineData("local")]
    [InlineData("tcp")]
    public async Task Twenty_cancelled_steps_leave_no_process_no_hold_and_no_socket(string transport)
    {
        await using var world = await CancelWorld.StartAsync(transport);
        await CancelAsync(world, 20);
    }

    /// <summary><c>scripts/bench cancel</c></summary>
    [Theory(Explicit = true)]
    [InlineData("local")]
    [InlineData("tcp")]
    public async Task A_thousand_cancelled_steps_end_within_two_seconds_each(string transport)
    {
        await using var world = await CancelWorld.StartAsync(transport);
        var took = await CancelAsync(world, int.Parse(Environment.GetEnvironmentVariable("CANCELS") ?? "1000", CultureInfo.InvariantCulture));
        took.Sort();
        var figures = string.Create(CultureInfo.InvariantCulture,
            $"{transport}: {took.Count} cancels, to the end of the run and of all processes: median {took[took.Count / 2].TotalMilliseconds:0} ms, "
            + $"99 % within {took[took.Count * 99 / 100].TotalMilliseconds:0} ms, longest {took[^1].TotalMilliseconds:0} ms");
        TestContext.Current.SendDiagnosticMessage(figures);
        if (Environment.GetEnvironmentVariable("CANCEL_RESULT") is { Length: > 0 } file) await File.AppendAllTextAsync(file, figures + "\n", CancellationToken.None);
        Assert.True(took[^1] < TimeSpan.FromSeconds(2), figures);
    }

    private static async Task<List<TimeSpan>> CancelAsync(CancelWorld world, int cancels)
    {
        var random = new Random(7);
        var took = new List<TimeSpan> { await world.CancelAsync(TimeSpan.Zero) };
        for (var i = 1; i < cancels; i++)
        {
            took.Add(await world.CancelAsync(TimeSpan.FromMilliseconds(random.Next(20))));
            if (i % 10 == 0) Assert.InRange(await world.StepHoldsAsync(), 0, 1); // of a first step, which only the snapshot it brings is part of
        }

        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(0, world.Children());
            await CancelWorld.UntilAsync(() => world.Connections() == 0); // the last of them is just being closed
        }

        await world.CompleteAsync();
        Assert.Equal(0, await world.StepHoldsAsync());
        return took;
    }
}
