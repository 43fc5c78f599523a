using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Configuration;

public sealed class ConfigurationSearchTests : IDisposable // config 1.1, C1
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_given_path_is_taken_without_a_look() => Assert.Equal("/nonexistent.yml", ConfigurationSearch.Find("/nonexistent.yml", out _));

    [Fact]
    public void The_first_default_that_exists_is_taken_links_included()
    {
        var file = _directory.Write("b.yml", "");
        var link = Path.Combine(_directory.Path, "link.yml");
        File.CreateSymbolicLink(link, file);
        Assert.Equal(link, ConfigurationSearch.Find(null, [Path.Combine(_directory.Path, "a.yml"), link, file], out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void Something_else_at_a_default_ends_the_search()
    {
        Assert.Null(ConfigurationSearch.Find("", [_directory.Path, _directory.Write("b.yml", "")], out var problem));
        Assert.Equal($"file at default location is not a regular file: {_directory.Path}", problem);
    }

    [Fact]
    public void Nothing_found_names_what_was_tried()
    {
        Assert.Null(ConfigurationSearch.Find(null, ["/nonexistent/a.yml", "/nonexistent/b.yml"], out var problem));
        Assert.Equal("no config file found; tried /nonexistent/a.yml, /nonexistent/b.yml (use --config)", problem);
        Assert.Equal(["/etc/zrepl/zrepl.yml", "/usr/local/etc/zrepl/zrepl.yml"], ConfigurationSearch.DefaultPaths);
    }

    public void Dispose() => _directory.Dispose();
}
