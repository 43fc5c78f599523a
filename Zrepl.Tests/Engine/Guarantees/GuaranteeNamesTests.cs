using Zrepl.Engine.Guarantees;

namespace Zrepl.Tests.Engine.Guarantees;

public sealed class GuaranteeNamesTests
{
    private static readonly JobName Push = JobName.Parse("push");

    [Fact] // B2; the recordings of Go zrepl 0.7 in vectors/go-zrepl/abstractions.txt have the same forms
    public void Names_on_disk_are_those_of_the_Go_program()
    {
        Assert.Equal("zrepl_STEP_J_push", GuaranteeNames.StepHoldTag(Push));
        Assert.Equal("zrepl_last_received_J_push", GuaranteeNames.LastReceivedTag(Push));
        Assert.Equal("zrepl_CURSOR_G_8e087d45606d8115_J_push", GuaranteeNames.Cursor(Push, 10234567890123456789));
        Assert.Equal("zrepl_CURSORTENTATIVE__G_00000000face601d_J_push", GuaranteeNames.TentativeCursor(Push, 0xface601d));
        Assert.Equal("zrepl_CURSOR_G_b4663b60fec435d9_J_tcp_push", GuaranteeNames.Cursor(JobName.Parse("tcp_push"), 0xb4663b60fec435d9));
    }

    [Theory] // B2.2
    [InlineData("zrepl_CURSOR_G_932f3a7089080ce2_J_push with legitimate name", GuaranteeKind.Cursor, 0x932f3a7089080ce2, "push with legitimate name")]
    [InlineData("zrepl_CURSORTENTATIVE__G_932f3a7089080ce2_J_push", GuaranteeKind.TentativeCursor, 0x932f3a7089080ce2, "push")]
    [InlineData("zrepl_CURSOR_G_932f3a7089080ce2_J_a_G_0123456789abcdef_J_b", GuaranteeKind.Cursor, 0x932f3a7089080ce2, "a_G_0123456789abcdef_J_b")] // B1.3
    public void Bookmarks_read_back(string name, GuaranteeKind kind, ulong guid, string job) =>
        Assert.Equal((kind, guid, JobName.Parse(job)), GuaranteeNames.ReadBookmark(name));

    [Theory] // B2.2
    [InlineData("zrepl_CURSOR_G_932f3a70_J_push")]
    [InlineData("zrepl_CURSOR_G_932F3A7089080CE2_J_push")]
    [InlineData("zrepl_CURSOR_G_932f3a7089080ce2_J_pu\\sh")]
    [InlineData("zrepl_CURSOR_G_932f3a7089080ce2_J_")]
    [InlineData("otherprefix_G_932f3a7089080ce2_J_push")]
    [InlineData("zrepl_CURSORTENTATIVE_G_932f3a7089080ce2_J_push")]
    [InlineData("xzrepl_CURSOR_G_932f3a7089080ce2_J_push")]
    public void Foreign_bookmarks_are_left_alone(string name) => Assert.Null(GuaranteeNames.ReadBookmark(name));

    [Fact]
    public void Hold_tags_read_back_and_foreign_ones_do_not()
    {
        Assert.Equal((GuaranteeKind.StepHold, Push), GuaranteeNames.ReadTag("zrepl_STEP_J_push"));
        Assert.Equal((GuaranteeKind.LastReceivedHold, Push), GuaranteeNames.ReadTag("zrepl_last_received_J_push"));
        Assert.Null(GuaranteeNames.ReadTag("zrepl_STEP_J_"));
        Assert.Null(GuaranteeNames.ReadTag("my zrepl_STEP_J_push"));
        Assert.Null(GuaranteeNames.ReadTag("zrepl_platformtest"));
    }

    [Theory] // B1.1, B14 item 73
    [InlineData(203, true)]
    [InlineData(204, false)]
    public void The_longest_job_name_has_203_characters(int length, bool isLegal) =>
        Assert.Equal(isLegal, JobName.ProblemIn(new string('j', length)) is null);

    [Theory] // B1.1, replication 8.12; config 3.7, C8
    [InlineData("valid with spaces", null)]
    [InlineData("validjobname", null)]
    [InlineData("", "must not be empty string")]
    [InlineData("a/b", "must be usable as a dataset path component: must only contain alphanumeric chars and any in \"-_.: \"")]
    [InlineData("a\\nb", "must be usable as a dataset path component: must only contain alphanumeric chars and any in \"-_.: \"")]
    [InlineData("a#b", "must be usable as a dataset path component: must only contain alphanumeric chars and any in \"-_.: \"")]
    [InlineData("..", "must be usable as a dataset path component: must not be '..'")]
    public void Job_names_must_be_usable_on_disk(string name, string? problem) => Assert.Equal(problem, JobName.ProblemIn(name));
}
