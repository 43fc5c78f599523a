using Zrepl.Engine.Guarantees;
using Zrepl.Tests.Support.Replication;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Engine.Guarantees;

/// <summary>What can go without making anybody's next step impossible.</summary>
public sealed class ForgottenMarksTests
{
    private static readonly DatasetPath Data = DatasetPath.Parse("tank/a");

    [Fact]
    public void A_hold_of_a_job_that_is_gone_is_forgotten_as_long_as_its_cursor_stays()
    {
        Guarantee[] all = [Mark(GuaranteeKind.StepHold, "@3"), Mark(GuaranteeKind.Cursor, "#c:2")];
        var forgotten = Assert.Single(ForgottenMarks.Among(all, (_, _) => false));
        Assert.Equal((GuaranteeKind.StepHold, "no job j has tank/a any more, and its replication cursor stays"), (forgotten.Guarantee.Kind, forgotten.Reason));
        Assert.Empty(ForgottenMarks.Among(all, (_, _) => true)); // its job resumes the step
    }

    [Fact]
    public void Without_a_cursor_the_hold_may_be_all_that_protects_what_both_sides_have() =>
        Assert.Empty(ForgottenMarks.Among([Mark(GuaranteeKind.StepHold, "@3")], (_, _) => false));

    [Fact]
    public void Cursors_and_holds_on_what_was_received_stay_unless_there_is_a_newer_one()
    {
        Guarantee[] all =
        [
            Mark(GuaranteeKind.Cursor, "#old:1"), Mark(GuaranteeKind.Cursor, "#new:2"), Mark(GuaranteeKind.LastReceivedHold, "@1"), Mark(GuaranteeKind.LastReceivedHold, "@2"),
            Mark(GuaranteeKind.StepHold, "@1"), Mark(GuaranteeKind.TentativeCursor, "#t:1"),
        ];
        Assert.Equal(["#old", "@1", "@1"], ForgottenMarks.Among(all, (_, _) => false).Select(one => one.Guarantee.Version.RelativeName).Order(StringComparer.Ordinal));
        Assert.Equal(["#old", "@1", "@1"], ForgottenMarks.Among(all, (_, _) => true).Select(one => one.Guarantee.Version.RelativeName).Order(StringComparer.Ordinal));
    }

    [Fact] // promise 1
    public void Whatever_there_is_the_newest_cursor_and_the_newest_received_hold_of_each_job_stay()
    {
        var random = new Random(3);
        for (var round = 0; round < 5000; round++)
        {
            var all = Enumerable.Range(1, 6).Where(_ => random.Next(2) == 0).SelectMany(number => new[]
            {
                Mark(GuaranteeKind.StepHold, $"@{number}"), Mark(GuaranteeKind.Cursor, $"#c{number}:{number}"), Mark(GuaranteeKind.LastReceivedHold, $"@{number}"),
                Mark(GuaranteeKind.TentativeCursor, $"#t{number}:{number}"),
            }.Where(_ => random.Next(2) == 0)).ToList();
            var gone = ForgottenMarks.Among(all, (_, _) => random.Next(2) == 0).Select(one => one.Guarantee).ToHashSet();
            foreach (var kind in new[] { GuaranteeKind.Cursor, GuaranteeKind.LastReceivedHold })
                if (all.Where(one => one.Kind == kind).MaxBy(one => one.Version.CreateTxg) is { } newest) Assert.DoesNotContain(newest, gone);
            if (gone.Any(one => one.Kind == GuaranteeKind.StepHold) && all.All(one => one.Kind != GuaranteeKind.Cursor))
                Assert.Contains(all.Except(gone), one => one.Kind == GuaranteeKind.StepHold);
        }
    }

    private static Guarantee Mark(GuaranteeKind kind, string version) => new(kind, Data, Versions.One(version), JobName.Parse("j"));
}
