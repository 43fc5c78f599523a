using Zrepl.Engine.Replication.Planning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Replication.Planning;

/// <summary>Vectors 8.1; @name:n means guid, createtxg and creation n.</summary>
public sealed class IncrementalPathTests
{
    [Theory]
    [InlineData("@a:1 @b:2", "@a:1 @b:2 @c:3 @d:4", "@b @c @d")] // 1
    [InlineData("@a:1 @b:2 @c:3", "@a:1 @c:3 @d:4", "@c @d")] // 5
    [InlineData("@a:1", "#a:1 @b:2", "#a @b")] // 10
    [InlineData("@a:1", "#a:1 #b:2 @c:3", "#a @c")] // 11
    [InlineData("@a:1", "#a:1 @a:1 @b:2", "@a @b")] // 12
    [InlineData("@a:1", "@a:1 #a:1 @b:2", "@a @b")] // 13
    [InlineData("@a:1 #b:2", "@a:1 @c:3", "@a @c")] // 14
    [InlineData("@x:1/7", "@y:9/7 @z:10", "@y @z")] // 18: names and transaction groups differ, the guid decides
    [InlineData("@b:2 @a:1", "@d:4 @c:3 @b:2 @a:1", "@b @c @d")] // order of the lists does not matter
    public void The_path_leads_from_the_newest_common_version_to_the_newest_snapshot(string receiver, string sender, string path)
    {
        var found = Assert.IsType<IncrementalPath.Found>(Between(receiver, sender));
        Assert.Equal(path, Versions.Text(found.Versions));
    }

    [Theory]
    [InlineData("", "@a:1", "@a", "")] // 2
    [InlineData("@a:1 @b:2", "@c:3 @d:4", "@c @d", "@a @b")] // 3
    [InlineData("#a:1", "@a:1 @b:2", "@a @b", "")] // 15: what the receiver bookmarked is no base
    [InlineData("", "#a:1", "#a", "")] // 17
    public void Without_a_common_version_both_lists_are_told(string receiver, string sender, string senderList, string receiverList)
    {
        var conflict = Assert.IsType<Conflict.NoCommonAncestor>(Assert.IsType<IncrementalPath.Blocked>(Between(receiver, sender)).Conflict);
        Assert.Equal((senderList, receiverList), (Versions.Text(conflict.Sender), Versions.Text(conflict.Receiver)));
    }

    [Fact] // 4
    public void A_receiver_with_snapshots_of_its_own_has_diverged()
    {
        var conflict = Assert.IsType<Conflict.Diverged>(Assert.IsType<IncrementalPath.Blocked>(Between("@a:1 @b1:2", "@a:1 @b2:3")).Conflict);
        Assert.Equal("@a", conflict.Common.RelativeName);
        Assert.Equal("@b2", Versions.Text(conflict.SenderOnly));
        Assert.Equal("@b1", Versions.Text(conflict.ReceiverOnly));
    }

    [Theory]
    [InlineData("@a:1 @b:2", "@a:1 @b:2", "@b")] // 6
    [InlineData("@c:3", "@a:1 @b:2 @c:3", "@c")] // 7
    [InlineData("@a:1", "#a:1", "#a")] // 16
    [InlineData("@b:2", "@a:1 @b:2 #b:2", "@b")]
    public void A_receiver_with_the_newest_snapshot_is_up_to_date(string receiver, string sender, string common)
    {
        var upToDate = Assert.IsType<IncrementalPath.UpToDate>(Between(receiver, sender));
        Assert.Equal(common, upToDate.Common.RelativeName);
    }

    [Theory]
    [InlineData("", "")] // 8
    [InlineData("@a:1", "")] // 9
    public void A_sender_without_versions_has_nothing_to_offer(string receiver, string sender) =>
        Assert.IsType<Conflict.NoSenderSnapshots>(Assert.IsType<IncrementalPath.Blocked>(Between(receiver, sender)).Conflict);

    [Fact]
    public void Being_up_to_date_is_told_in_upstreams_words() => Assert.Equal(
        "the most recent sender snapshot is already present on the receiver (guid=2, name=\"@b\")",
        Assert.IsType<IncrementalPath.UpToDate>(Between("@b:2", "@b:2")).Text);

    private static IncrementalPath Between(string receiver, string sender) =>
        IncrementalPath.Between(Versions.Of(receiver), Versions.Of(sender));
}
