using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Engine.Guarantees;

public sealed class StaleGuaranteesTests
{
    private static readonly DatasetPath Dataset = DatasetPath.Parse("tank/a");

    [Theory] // B14 74; the table of spec B5. A number is a createtxg.
    [InlineData("cursor 5, hold 6", "")]
    [InlineData("cursor 5, hold 5, hold 4, hold 6", "hold 4, hold 5")]
    [InlineData("hold 4, hold 6", "hold 4")]
    [InlineData("hold 6", "")]
    [InlineData("cursor 4, cursor 6, cursor 5", "cursor 4, cursor 5")]
    [InlineData("received 4, received 6", "received 4")]
    [InlineData("tentative 4, tentative 6, cursor 5", "")]
    [InlineData("v1 4, v1 5, cursor 6", "")]
    [InlineData("", "")]
    public void What_is_not_needed_any_more_is_told_from_what_is(string all, string stale) =>
        Assert.Equal(stale, InWords(StaleGuarantees.Among(Read(all)).Stale));

    [Fact] // B14 74; B5: each job and dataset is judged by itself
    public void Cursors_of_other_jobs_say_nothing()
    {
        var others = Read("cursor 9").Select(cursor => cursor with { Job = JobName.Parse("another job") });
        Assert.Empty(StaleGuarantees.Among([.. Read("cursor 5, hold 6"), .. others]).Stale);
    }

    [Fact] // B5: reported, never taken away by themselves
    public void Tentative_cursors_that_are_not_newer_than_the_cursor_are_suspects() =>
        Assert.Equal("tentative 4, tentative 5", InWords(StaleGuarantees.Among(Read("tentative 4, tentative 5, tentative 6, cursor 5")).Suspects));

    [Fact] // B5
    public void Step_holds_and_cursors_are_judged_together_or_not_at_all()
    {
        Assert.Null(StaleGuarantees.ProblemIn(new HashSet<GuaranteeKind> { GuaranteeKind.StepHold, GuaranteeKind.Cursor }));
        Assert.Null(StaleGuarantees.ProblemIn(new HashSet<GuaranteeKind> { GuaranteeKind.LastReceivedHold }));
        Assert.NotNull(StaleGuarantees.ProblemIn(new HashSet<GuaranteeKind> { GuaranteeKind.Cursor }));
        Assert.NotNull(StaleGuarantees.ProblemIn(new HashSet<GuaranteeKind> { GuaranteeKind.StepHold }));
    }

    [Theory] // B14 74; B3.4: also [5,5] is refused
    [InlineData(5UL, true, 5UL, true)]
    [InlineData(23UL, true, 20UL, true)]
    [InlineData(23UL, false, 22UL, true)]
    [InlineData(2UL, false, 2UL, false)]
    [InlineData(null, false, 0UL, true)]
    [InlineData(ulong.MaxValue, false, null, false)]
    public void Ranges_of_fewer_than_two_transaction_groups_are_refused(ulong? since, bool isSinceInclusive, ulong? until, bool isUntilInclusive) =>
        Assert.Throws<ArgumentException>(() => CreateTxgRange.Between(
            since is { } s ? new(s, isSinceInclusive) : null, until is { } u ? new(u, isUntilInclusive) : null));

    private static List<Guarantee> Read(string text) =>
        [.. text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split(' ')).Select(words => Of(words[0], ulong.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture)))];

    private static Guarantee Of(string word, ulong txg)
    {
        var kind = word switch
        {
            "hold" => GuaranteeKind.StepHold,
            "received" => GuaranteeKind.LastReceivedHold,
            "cursor" => GuaranteeKind.Cursor,
            "tentative" => GuaranteeKind.TentativeCursor,
            _ => GuaranteeKind.CursorV1,
        };
        var version = new FilesystemVersion(kind.IsHold() ? VersionKind.Snapshot : VersionKind.Bookmark, $"{word} {txg}", txg, txg, 0, null);
        return new(kind, Dataset, version, kind == GuaranteeKind.CursorV1 ? null : JobName.Parse("a job"));
    }

    private static string InWords(IEnumerable<Guarantee> guarantees) => string.Join(", ", guarantees.Select(one => one.Version.Name).Order(StringComparer.Ordinal));
}
