using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Jobs.Approvals;

/// <summary>After the rename it is written, whatever the sync of the directory says.</summary>
public sealed class SyncedFileTests
{
    [Fact]
    public void A_directory_that_cannot_be_synced_is_a_doubt_and_no_failure()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "approved-rules.json");
        Assert.Null(SyncedFile.Write(path, "old"u8.ToArray()));
        Assert.Equal("Input/output error", SyncedFile.Write(path, "new"u8.ToArray(), _ => throw new IOException("Input/output error")));
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_file_as_it_was()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "approved-rules.json");
        SyncedFile.Write(path, "old"u8.ToArray());
        Directory.CreateDirectory(path + ".new"); // in the way
        Assert.ThrowsAny<Exception>(() => SyncedFile.Write(path, "new"u8.ToArray()));
        Assert.Equal("old", File.ReadAllText(path));
    }
}
