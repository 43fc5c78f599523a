using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Tests.Engine.Configuration.Editing;

/// <summary>From the word for all files it can be told which of them changed.</summary>
public sealed class ConfigurationRevisionTests
{
    private static readonly FileStamp Main = new("/etc/zrepl/zrepl.yml", "0123456789abcdef"), A = new("/etc/zrepl/jobs.d/a.yml", "1111111111111111"), B = new("/etc/zrepl/jobs.d/b.yml", "2222222222222222");

    [Fact]
    public void Of_one_file_it_is_the_word_of_the_file() => Assert.Equal(Main.Revision, ConfigurationRevision.Of(Main, [Main]));

    [Fact]
    public void It_does_not_depend_on_the_order_and_has_nothing_that_an_ETag_may_not_have()
    {
        var word = ConfigurationRevision.Of(Main, [Main, A, B]);
        Assert.Equal(word, ConfigurationRevision.Of(Main, [B, A]));
        Assert.Matches(@"^[0-9a-f]{16}(\.[0-9a-f]{14}){2}$", word);
        Assert.Empty(ConfigurationRevision.ChangedSince(word, Main, [A, Main, B], []));
    }

    [Fact]
    public void What_changed_is_named()
    {
        var word = ConfigurationRevision.Of(Main, [Main, A, B]);
        Assert.Equal([Main.Path], ConfigurationRevision.ChangedSince(word, Main with { Revision = "ffff456789abcdef" }, [Main, A, B], []));
        Assert.Equal([B.Path], ConfigurationRevision.ChangedSince(word, Main, [Main, A, B with { Revision = FileStamp.Unreadable }], []));
        Assert.Equal([A.Path], ConfigurationRevision.ChangedSince(word, Main, [Main, B], [Main.Path, A.Path, B.Path]));
        Assert.Equal([B.Path], ConfigurationRevision.ChangedSince(ConfigurationRevision.Of(Main, [A]), Main, [Main, A, B], []));
        Assert.Equal([Main.Path], ConfigurationRevision.ChangedSince(word, Main, [Main, B], [])); // a file is gone whose name nobody knows
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("0123456789abcdef.")]
    [InlineData("0123456789abcdef.xx.......")]
    public void Nobodys_invention_is_the_word_of_nothing(string word) => Assert.NotEmpty(ConfigurationRevision.ChangedSince(word, Main, [Main], []));
}
