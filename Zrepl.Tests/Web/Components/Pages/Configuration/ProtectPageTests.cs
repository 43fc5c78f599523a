using Bunit;
using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Configuration.Protect;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>The wizard: from datasets to jobs on both sides.</summary>
public sealed class ProtectPageTests() : ConfigurationBunitContext(Yaml)
{
    private const string Yaml = """
        # ours
        jobs:
          - { name: copies, type: sink, serve: { type: local, listener_name: here }, root_fs: tank/copies }

        """;

    [Fact]
    public async Task Datasets_go_to_a_sink_of_this_daemon_with_two_choices()
    {
        var page = Wizard();

        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        Assert.Empty(page.FindAll("[data-testid=problems] .is-failed"));
        await SaveAsync(page);

        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        Assert.StartsWith(Yaml, Text, StringComparison.Ordinal);
        var job = Assert.IsType<PushJobDefinition>(new ConfigurationLoader(new()).Load(Path).Definition!.Jobs[1]);
        Assert.Equal(("db_to_here", "tank/db<: true"), (job.Name.Text, Assert.Single(job.Filesystems.Rules).ToString()));
        Assert.Equal("here", Assert.IsType<ConnectDefinition.Local>(job.Connect).ListenerName);
    }

    [Fact]
    public async Task Another_pool_gets_a_sink_job_of_its_own()
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await ChangeAsync(page, "[data-testid=to-pool]", "on");
        Assert.Contains("below which dataset", page.Find("[data-testid=missing]").TextContent, StringComparison.Ordinal);
        await ChangeAsync(page, "[data-testid=root]", "backup/zrepl");
        await SaveAsync(page);

        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        var jobs = new ConfigurationLoader(new()).Load(Path).Definition!.Jobs;
        Assert.Equal(["copies", "db_to_backup", "copies_2"], jobs.Select(job => job.Name.Text));
        Assert.Equal(((ConnectDefinition.Local)((PushJobDefinition)jobs[1]).Connect).ListenerName, ((ServeDefinition.Local)((SinkJobDefinition)jobs[2]).Serve).ListenerName);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ssh")]
    [InlineData("tls")]
    public async Task For_another_machine_there_is_the_text_to_paste_there(string transport)
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await ChangeAsync(page, $"[data-testid=to-{transport}]", "on");
        await ChangeAsync(page, "[data-testid=host]", "nas.example.org");
        await ChangeAsync(page, "[data-testid=root]", "backup/zrepl");
        if (transport == "tcp") await ChangeAsync(page, "[data-testid=own-address]", "192.0.2.7");

        var there = page.Find("[data-testid=other-side] pre").TextContent;
        var loaded = new ConfigurationLoader(new() { ChecksTlsFiles = false }).LoadText(there, "/etc/zrepl/zrepl.yml");
        Assert.False(loaded.HasErrors, string.Join('\n', loaded.Problems));
        var sink = Assert.IsType<SinkJobDefinition>(Assert.Single(loaded.Definition!.Jobs));
        Assert.Equal("backup/zrepl", sink.RootFs.Text);
        Assert.Contains("tank-host", there, StringComparison.Ordinal); // who we are there
        Assert.Equal(transport == "ssh", page.FindAll("[data-testid=other-side] pre").Count == 2);
        Assert.Contains(page.FindAll(".difference-line.is-added"), line => line.TextContent.Contains("nas.example.org", StringComparison.Ordinal));
    }

    private IRenderedComponent<ProtectPage> Wizard()
    {
        var page = Render<ProtectPage>();
        page.WaitForElement("[data-dataset='tank/db']", Deadline.OfATest);
        return page;
    }
}
