using Bunit;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Configuration.Forms;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>The form of a job that stands in an included file: that file is changed, and no other.</summary>
public sealed class IncludedJobFormTests() : ConfigurationBunitContext(Main, Included)
{
    private const string Main = """
        jobs:
          - { name: copies, type: sink, serve: { type: local, listener_name: here }, root_fs: tank/copies }
        include: [more.yml]

        """;

    private const string Included = """
        # Anna's jobs
        jobs:
          - name: anna        # hers
            type: snap
            filesystems: { "tank/db<": true }
            snapshotting: { type: periodic, interval: 10m, prefix: anna_ }   # often
            pruning: { keep: [{ type: last_n, count: 8 }] }

        """;

    [Fact]
    public async Task What_is_changed_is_changed_in_the_included_file_alone()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Name, "anna"));
        Assert.Equal("more.yml", page.Find(".config-side .row-break").TextContent);
        await PutAsync(page, "snapshotting.interval", "20m");
        Assert.Contains("interval: 20m", page.Find(".difference-line.is-added").TextContent, StringComparison.Ordinal);
        await SaveAsync(page);

        page.WaitForAssertion(() => Assert.Equal(
            Included.ReplaceLineEndings("\n").Replace("interval: 10m", "interval: 20m", StringComparison.Ordinal), File.ReadAllText(IncludedPath)), Deadline.OfATest);
        Assert.Equal(Main.ReplaceLineEndings("\n"), Text);
    }

    [Fact]
    public async Task A_mistake_there_is_told_at_its_field()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Name, "anna"));
        await PutAsync(page, "snapshotting.interval", "20");
        Assert.Contains("missing time unit", page.Find("[data-field='snapshotting.interval'] [data-testid=field-problem]").TextContent, StringComparison.Ordinal);
        await ClickAsync(page, "[data-testid=review-changes]");
        Assert.Empty(page.FindAll("[data-testid=review]"));
        Assert.Equal(Included.ReplaceLineEndings("\n"), File.ReadAllText(IncludedPath));
    }

    [Fact]
    public async Task A_new_job_goes_where_the_reader_wants_it()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Type, "snap"));
        await ChangeAsync(page, "[data-testid=file]", IncludedPath);
        await PutAsync(page, "name", "berta");
        await page.Find("[data-field=filesystems] [data-testid=new-key]").ChangeAsync(new() { Value = "tank/vm" });
        await ClickAsync(page, "[data-field=filesystems] [data-testid=add]");
        await SaveAsync(page);

        page.WaitForAssertion(() => Assert.Contains("name: berta", File.ReadAllText(IncludedPath), StringComparison.Ordinal), Deadline.OfATest);
        Assert.StartsWith(Included.ReplaceLineEndings("\n"), File.ReadAllText(IncludedPath), StringComparison.Ordinal);
        Assert.Equal(Main.ReplaceLineEndings("\n"), Text);
    }
}
