using Zrepl.Engine.Pruning.Planning;
using Zrepl.Tests.Support.Replication;

namespace Zrepl.Tests.Engine.Pruning.Planning;

/// <summary>Table of spec 3.4: snapshots a, b, c, d are 1 to 4.</summary>
public sealed class ReplicatedMarkTests
{
    [Theory]
    [InlineData(3UL, true, "a b")]
    [InlineData(3UL, false, "a b c")]
    [InlineData(1UL, true, "")]
    [InlineData(1UL, false, "a")]
    [InlineData(9UL, true, "")]
    [InlineData(9UL, false, "")]
    [InlineData(null, false, "")]
    public void What_is_older_than_the_cursor_is_replicated(ulong? cursor, bool keepAtCursor, string replicated)
    {
        var versions = Versions.Of("@a:1 @b:2 @c:3 @d:4");
        var mark = ReplicatedMark.At(PruneSide.Sender, versions, cursor, includesCursor: !keepAtCursor);
        Assert.Equal(replicated, string.Join(' ', versions.Where(mark.IsReplicated).Select(version => version.Name)));
    }

    [Theory]
    [InlineData(PruneSide.Sender, "a")]
    [InlineData(PruneSide.Receiver, "")] // its bookmarks have nothing to do with the sender's cursor
    public void A_bookmark_marks_the_cursor_on_the_sender_only_BAD_24(PruneSide side, string replicated)
    {
        var versions = Versions.Of("@a:1 #x:2 @c:3");
        var mark = ReplicatedMark.At(side, versions, 2, includesCursor: true);
        Assert.Equal(replicated, string.Join(' ', versions.Where(v => v.IsSnapshot && mark.IsReplicated(v)).Select(version => version.Name)));
    }
}
