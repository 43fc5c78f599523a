using System.Globalization;
using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>Texts of spec 1.6.3: operators search for them.</summary>
public sealed class ConflictTests
{
    [Fact]
    public void A_divergence_is_told_as_upstream_tells_it()
    {
        var conflict = new Conflict.Diverged(
            Versions.One("@zrepl_20240610_100000_000:1"),
            Versions.Of("@zrepl_20240610_113000_000:3"),
            Versions.Of("@zrepl_20240610_110000_000:2"));

        Assert.Equal(
            """
            the receiver's latest snapshot is not present on sender:
              last common: @zrepl_20240610_100000_000
              sender-only:
                @zrepl_20240610_113000_000
              receiver-only:
                @zrepl_20240610_110000_000

            """,
            conflict.Text);
    }

    [Fact]
    public void Unrelated_histories_are_told_as_upstream_tells_them() => Assert.Equal(
        """
        no common snapshot or suitable bookmark between sender and receiver:
          sorted sender versions:
            @zrepl_20261101_000000_000
          sorted receiver versions:

        """,
        new Conflict.NoCommonAncestor(Versions.Of("@zrepl_20261101_000000_000:1"), []).Text); // as in the recorded daemon log

    [Fact]
    public void Two_empty_lists_are_not_printed() => Assert.Equal(
        "no common snapshot or suitable bookmark between sender and receiver", new Conflict.NoCommonAncestor([], []).Text);

    [Fact]
    public void Nothing_to_send_is_told_as_upstream_tells_it() =>
        Assert.Equal("no snapshots available on sender side", new Conflict.NoSenderSnapshots().Text);

    [Theory]
    [InlineData(40, 0)]
    [InlineData(41, 1)]
    [InlineData(1274, 1234)]
    public void A_list_of_more_than_forty_is_cut_in_the_middle_but_complete_in_the_value(int count, int elided)
    {
        var versions = Versions.Of(string.Join(' ', Enumerable.Range(1, count).Select(i => "@" + i.ToString(CultureInfo.InvariantCulture))));
        var conflict = new Conflict.NoCommonAncestor(versions, []);

        var lines = conflict.Text.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal)).ToList();
        Assert.Equal(elided == 0 ? count : 41, lines.Count);
        Assert.Equal(elided == 0 ? [] : [$"    ... {elided} more ..."], lines.Where(line => line.Contains("more", StringComparison.Ordinal)));
        Assert.Equal(["    @1", $"    @{count}"], new[] { lines[0], lines[^1] });
        Assert.Equal(count, conflict.Sender.Length);
    }
}
