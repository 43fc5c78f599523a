using Zrepl.Engine.Hooks;

namespace Zrepl.Tests.Engine.Hooks;

public sealed class HookTableTests // spec 5.6; the expected texts are upstream's samples of 4.2 and C6
{
    private static readonly DateTimeOffset Begin = new(2024, 6, 10, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_snapshot_without_hooks_is_one_line() =>
        Assert.Equal("1 Ok 42ms snapshot", HookTable.Format([Done(HookEdge.Callback, HookStepStatus.Ok, 42, "snapshot")]));

    [Fact]
    public void Columns_are_padded_to_the_widest_cell_and_the_last_is_not()
    {
        const string failed = "command hook failed with \"timed out after 30s: signal: killed\": \"ZREPL_FS='tank/a' /etc/zrepl/hook\"";
        Assert.Equal(
            "1 Err                30s  " + failed + "\n" +
            "2 Ok                 24ms snapshot\n" +
            "3 SkippedDueToPreErr 0s   ",
            HookTable.Format(
            [
                Done(HookEdge.Pre, HookStepStatus.Err, 30_000, failed),
                Done(HookEdge.Callback, HookStepStatus.Ok, 24, "snapshot"),
                HookStep.Waiting("/etc/zrepl/hook", HookEdge.Post) with { Status = HookStepStatus.SkippedDueToPreErr },
            ]));
    }

    [Fact]
    public void Steps_without_an_end_show_dots() => Assert.Equal(
        "1 Exec    ... \n2 Pending ... ",
        HookTable.Format(
        [
            HookStep.Waiting("/h", HookEdge.Pre) with { Status = HookStepStatus.Exec, Begin = Begin },
            HookStep.Waiting("snapshot", HookEdge.Callback),
        ]));

    [Theory]
    [InlineData(0.4, "0s")]
    [InlineData(0.5, "1ms")]
    [InlineData(1500.2, "1.5s")]
    [InlineData(90_000, "1m30s")]
    public void Durations_are_rounded_to_milliseconds_and_written_as_Go_does(double milliseconds, string text) =>
        Assert.Equal($"1 Ok {text} snapshot", HookTable.Format([Done(HookEdge.Callback, HookStepStatus.Ok, milliseconds, "snapshot")]));

    private static HookStep Done(HookEdge edge, HookStepStatus status, double milliseconds, string text) =>
        new("/etc/zrepl/hook", edge, status, Begin, Begin.AddMilliseconds(milliseconds), new HookReport(text));
}
