using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Configuration;
using Zrepl.Web.Data.Configurations;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>The file and its versions. What needs the editor's script is tested in a browser.</summary>
public sealed class ConfigurationPagesTests() : ConfigurationBunitContext(Yaml)
{
    private const string Yaml = """
        jobs:
          - { name: copies, type: sink, serve: { type: local, listener_name: here }, root_fs: tank/copies }

        """;

    [Fact]
    public void The_file_is_shown_and_nothing_can_be_reviewed_before_something_is_changed()
    {
        var page = Render<ConfigurationPage>();
        page.WaitForAssertion(() => Assert.Contains("placeholder.encryption", page.Find("[data-testid=problems]").TextContent, StringComparison.Ordinal), Deadline.OfATest); // a warning
        Assert.Equal(Path, page.Find(".config-file code").TextContent);
        Assert.True(page.Find("[data-testid=review-changes]").HasAttribute("disabled"));
        Assert.True(page.Find("[data-testid=discard]").HasAttribute("disabled"));
    }

    [Fact]
    public void Warnings_have_examples_from_the_pools()
    {
        Consequences.Example = problem => problem with { Message = problem.Message + ", such as tank/a@before-upgrade" };
        var page = Render<ConfigurationPage>();
        page.WaitForAssertion(() => Assert.Contains("such as tank/a@before-upgrade", page.Find("[data-testid=problems]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_with_a_way_to_try_again()
    {
        File.Delete(Path);
        var page = Render<ConfigurationPage>();
        page.WaitForAssertion(() => Assert.Equal("The configuration cannot be shown", page.Find(".empty h2").TextContent), Deadline.OfATest);
        Assert.Contains(Path, page.Find(".empty").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_are_listed_with_their_authors_and_compared_with_the_file()
    {
        var versions = Services.GetRequiredService<ConfigurationVersions>();
        versions.Remember(ConfigurationFile.Read(Path));
        await File.WriteAllTextAsync(Path, Yaml + "# by anna\n", Xunit.TestContext.Current.CancellationToken);
        versions.Remember(ConfigurationFile.Read(Path), "anna");
        await File.WriteAllTextAsync(Path, Yaml + "# one more line\n", Xunit.TestContext.Current.CancellationToken);
        versions.Remember(ConfigurationFile.Read(Path));
        while ((await versions.OfAsync(Path, Xunit.TestContext.Current.CancellationToken)).Count < 3) await Task.Yield(); // written behind

        var page = Render<VersionsPage>();
        page.WaitForElement("[data-testid=versions] li", Deadline.OfATest);
        Assert.Equal(["changed on the machine", "saved by anna", "found when the daemon read it first"], page.FindAll("[data-testid=versions] .muted").Select(line => line.TextContent.Split(" · ")[0]));
        Assert.Equal(2, page.FindAll("[data-testid=restore]").Count); // the newest is what there is
        await page.FindAll("[data-testid=compare]")[1].ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("# one more line", page.Find(".version-difference").TextContent, StringComparison.Ordinal), Deadline.OfATest);
    }
}
