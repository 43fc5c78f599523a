using System.Text;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Configuration.Editing;

/// <summary>At every moment the old or the new content is there, whole (design D3).</summary>
public sealed class FileReplacementTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Content_is_replaced_and_mode_stays_and_nothing_else_is_left()
    {
        var path = _directory.Write("zrepl.yml", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        FileReplacement.Replace(path, ConfigurationFile.Read(path).Revision, "new"u8.ToArray());

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_file_that_was_changed_meanwhile_is_left_alone()
    {
        var path = _directory.Write("zrepl.yml", "old");
        var revision = ConfigurationFile.Read(path).Revision;
        File.WriteAllText(path, "somebody else's");

        var refusal = Assert.Throws<ConfigurationChangedException>(() => FileReplacement.Replace(path, revision, "ours"u8.ToArray()));

        Assert.Contains("was changed on disk meanwhile", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("somebody else's", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void After_the_rename_it_is_written_whatever_the_sync_of_the_directory_says()
    {
        var path = _directory.Write("zrepl.yml", "old");

        var doubt = FileReplacement.Replace(path, ConfigurationFile.Read(path).Revision, "new"u8.ToArray(), null, _ => throw new IOException("Input/output error"));

        Assert.Equal("Input/output error", doubt);
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void What_the_last_look_refuses_leaves_the_file_as_it_was()
    {
        var path = _directory.Write("zrepl.yml", "old");

        Assert.Throws<ConfigurationChangedException>(() =>
            FileReplacement.Replace(path, ConfigurationFile.Read(path).Revision, "new"u8.ToArray(), () => throw new ConfigurationChangedException("another file changed")));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact] // it may hold passwords
    public void What_a_process_left_that_died_while_it_wrote_is_taken_away()
    {
        var path = _directory.Write("zrepl.yml", "old");
        var left = _directory.Write($".zrepl.yml.{Guid.NewGuid():N}", "half of it");
        var other = _directory.Write($".other.yml.{Guid.NewGuid():N}", "somebody else's");

        Assert.Null(FileReplacement.Replace(path, ConfigurationFile.Read(path).Revision, "new"u8.ToArray()));

        Assert.False(File.Exists(left));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void What_a_file_says_is_kept_beside_it_with_its_mode_and_under_no_name_that_is_included()
    {
        var path = _directory.Write("zrepl.yml", "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead);

        var (beside, doubt) = FileReplacement.KeepBeside(path, ConfigurationFile.Read(path).Bytes, DateTimeOffset.UnixEpoch);

        Assert.Null(doubt);
        Assert.Equal(path + ".previous-19700101T000000.000", beside);
        Assert.Equal(("old", UnixFileMode.UserRead), (File.ReadAllText(beside), File.GetUnixFileMode(beside)));
        Assert.Throws<ConfigurationFileException>(() => FileReplacement.KeepBeside(path, [], DateTimeOffset.UnixEpoch)); // never over another one
    }

    [Fact]
    public void A_symbolic_link_stays_one_and_what_it_points_to_is_replaced()
    {
        var path = _directory.Write("real/zrepl.yml", "old");
        var link = Path.Combine(_directory.Path, "zrepl.yml");
        File.CreateSymbolicLink(link, path);

        FileReplacement.Replace(link, ConfigurationFile.Read(link).Revision, "new"u8.ToArray());

        Assert.Equal("new", File.ReadAllText(path));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_file_that_is_gone_is_named_with_the_reason()
    {
        var path = Path.Combine(_directory.Path, "zrepl.yml");
        Assert.Contains(path, Assert.Throws<ConfigurationFileException>(() => ConfigurationFile.Read(path)).Message, StringComparison.Ordinal);
        Assert.Contains(path, Assert.Throws<ConfigurationFileException>(() => FileReplacement.Replace(path, "", [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_kept_and_what_is_not_UTF_8_is_not_touched()
    {
        var path = _directory.Write("zrepl.yml", "");
        File.WriteAllBytes(path, [0xef, 0xbb, 0xbf, (byte)'a']);
        Assert.Equal([0xef, 0xbb, 0xbf, (byte)'b'], ConfigurationFile.Read(path).BytesWith("b"));

        File.WriteAllBytes(path, [0xff, 0xfe, .. Encoding.Unicode.GetBytes("jobs: []")]);
        Assert.Contains("not UTF-8", Assert.Throws<ConfigurationFileException>(() => ConfigurationFile.Read(path)).Message, StringComparison.Ordinal);
    }
}
