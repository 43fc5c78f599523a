using System.Collections.Immutable;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>Table of spec 1.10.3. A step is written <c>1-2</c> or, in full, <c>-2</c>; <c>r</c> marks a resumed one.</summary>
public sealed class RetryCorrelationTests
{
    [Theory]
    [InlineData("1-2", "1-2r", "1-2r")]
    [InlineData("1-2 2-3", "1-2r 2-3", "1-2r 2-3")]
    [InlineData("2-3", "2-3 3-4", "2-3")]
    [InlineData("-2", "-2r 2-3", "-2r")]
    public void The_step_to_the_last_planned_target_is_kept_BAD_15(string uncompleted, string planned, string kept) =>
        Assert.Equal(kept, Limit(uncompleted, planned));

    [Fact]
    public void What_was_made_meanwhile_waits_for_the_next_run() => Assert.Equal("1-2 2-3", Limit("1-2 2-3", "1-2 2-3 3-4 4-5"));

    [Theory]
    [InlineData("1-2", "")]
    [InlineData("", "")]
    public void An_empty_plan_stays_empty(string uncompleted, string planned) => Assert.Equal("", Limit(uncompleted, planned));

    [Fact]
    public void Without_an_earlier_plan_everything_is_taken() => Assert.Equal("1-2 2-3", Limit("", "1-2 2-3"));

    [Fact] // window F5: nothing could be kept of the interrupted full send
    public void A_first_full_send_may_choose_another_snapshot() => Assert.Equal("-3", Limit("-2", "-3"));

    [Fact]
    public void Plans_with_nothing_in_common_are_refused() => Assert.Null(Limit("1-2", "3-4"));

    [Fact]
    public void Another_source_for_the_same_target_is_the_same_step_BAD_8() => Assert.Equal("-2r", Limit("1-2", "-2r"));

    private static string? Limit(string uncompleted, string planned) =>
        RetryCorrelation.Limit(Steps(uncompleted), Steps(planned)) is { } limited ? string.Join(' ', limited.Select(Text)) : null;

    private static ImmutableArray<PlannedStep> Steps(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Step)];

    private static PlannedStep Step(string text)
    {
        var ends = text.TrimEnd('r').Split('-');
        return new(
            ends[0].Length == 0 ? null : Versions.One("@" + ends[0]), Versions.One("@" + ends[1]), text.EndsWith('r') ? "token" : null);
    }

    private static string Text(PlannedStep step) => $"{step.From?.Name}-{step.To.Name}{(step.ResumeToken is null ? "" : "r")}";
}
