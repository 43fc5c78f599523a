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

        var refusal = Assert.Throws<ConfigurationFileException>(() => FileReplacement.Replace(path, revision, "ours"u8.ToArray()));

        Assert.Contains("was changed on disk meanwhile", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("somebody else's", File.ReadAllText(path));
        Assert.Equal([path], Directory.EnumerateFileSystemEntries(_directory.Path));
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
