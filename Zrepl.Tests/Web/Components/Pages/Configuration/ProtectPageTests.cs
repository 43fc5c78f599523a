using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Configuration;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Components.Pages.Datasets;
using Zrepl.Web.Components.Pages.Configuration.Protect;
using Zrepl.Web.Live.Datasets;

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
    public async Task While_a_review_says_it_all_there_is_no_empty_card_below_it()
    {
        File.WriteAllText(Path, Text.Replace("root_fs: tank/copies", "root_fs: tank/copies, recv: { placeholder: { encryption: inherit } }", StringComparison.Ordinal)); // else there is something to say
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await ClickAsync(page, "[data-testid=review-changes]");

        page.WaitForElement("[data-testid=review]", Deadline.OfATest);
        Assert.NotNull(page.Find("#result").Closest(".is-away"));
        await ClickAsync(page, "[data-testid=keep-editing]");
        Assert.Null(page.Find("#result").Closest(".is-away"));
    }

    [Fact]
    public async Task Without_any_pool_the_first_question_says_why_there_is_nothing_to_choose_and_looks_again_when_asked()
    {
        await using var machine = new DatasetsWorld(TimeProvider.System);
        Services.AddSingleton<IDatasetHosts>(machine);
        var page = Render<ProtectPage>();
        Assert.StartsWith("No pool is imported on this machine", page.WaitForElement("[data-testid=no-datasets]", Deadline.OfATest).TextContent, StringComparison.Ordinal);

        await machine.FillAsync();
        await ClickAsync(page, "[data-testid=list-again]");
        page.WaitForElement("[data-dataset='tank/db']", Deadline.OfATest);
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
        Assert.Equal(PlaceholderEncryption.Inherit, ((SinkJobDefinition)jobs[2]).Receive.PlaceholderEncryption);
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

        Assert.Equal("zfs create -p -o mountpoint=none backup/zrepl", page.Find("[data-testid=create-there]").TextContent);
        Assert.Empty(page.FindAll("[data-testid=root-note]")); // what is there is not seen from here
        var there = page.Find("[data-testid=yaml-there]").TextContent;
        var loaded = new ConfigurationLoader(new() { ChecksTlsFiles = false }).LoadText(there, "/etc/zrepl/zrepl.yml");
        Assert.False(loaded.HasErrors, string.Join('\n', loaded.Problems));
        var sink = Assert.IsType<SinkJobDefinition>(Assert.Single(loaded.Definition!.Jobs));
        Assert.Equal("backup/zrepl", sink.RootFs.Text);
        Assert.Equal(PlaceholderEncryption.Inherit, sink.Receive.PlaceholderEncryption); // without it no parent can be made there
        Assert.DoesNotContain(loaded.Problems, problem => problem.Severity != ProblemSeverity.Info);
        Assert.Contains("tank-host", there, StringComparison.Ordinal); // who we are there
        Assert.Equal(transport == "ssh", page.FindAll("[data-testid=other-side] pre").Count == 3);
        Assert.Contains(page.FindAll(".difference-line.is-added"), line => line.TextContent.Contains("nas.example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_dataset_to_receive_below_that_is_not_there_is_told_with_the_command_that_makes_it()
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await ChangeAsync(page, "[data-testid=to-pool]", "on");
        await ChangeAsync(page, "[data-testid=root]", "tank/far/zrepl");

        var command = page.WaitForElement("[data-testid=root-note] pre", Deadline.OfATest).TextContent;
        Assert.Equal("zfs create -p -o mountpoint=none tank/far/zrepl", command);
        Assert.Contains("tank/far/zrepl does not exist yet", page.Find("[data-testid=root-note]").TextContent, StringComparison.Ordinal);

        await ZfsAsync(command.Split(' ')[1..]);
        await ClickAsync(page, "[data-testid=look-again]");
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("[data-testid=root-note]")), Deadline.OfATest);
    }

    [Theory]
    [InlineData("backup/zrepl", "There is no pool backup on this machine. Pools that are there: tank.")]
    [InlineData("tank/vm", "tank/vm is a volume.")]
    public async Task Where_no_dataset_can_be_made_the_note_says_why_and_gives_no_command(string root, string expected)
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-testid=to-pool]", "on");
        await ChangeAsync(page, "[data-testid=root]", root);

        var note = page.WaitForElement("[data-testid=root-note]", Deadline.OfATest);
        Assert.Contains(expected, note.TextContent, StringComparison.Ordinal);
        Assert.Null(note.QuerySelector("pre"));
    }

    [Theory]
    [InlineData("tank/db")] // it is there
    [InlineData("tank//db")] // no name; the problems say so
    public async Task There_is_no_note_where_there_is_nothing_to_make(string root)
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-testid=to-pool]", "on");
        await ChangeAsync(page, "[data-testid=root]", root);
        Assert.Empty(page.FindAll("[data-testid=root-note]"));
    }

    [Fact]
    public async Task The_dataset_of_a_sink_that_was_configured_before_it_was_made_is_missed_too()
    {
        var page = Wizard();
        Assert.Contains("tank/copies does not exist yet", page.WaitForElement("[data-testid=root-note]", Deadline.OfATest).TextContent, StringComparison.Ordinal);

        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await SaveAsync(page);
        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        Assert.NotEmpty(page.FindAll(".config-side [data-testid=root-note]")); // beside what was saved, where it is still to be read
    }

    [Fact]
    public async Task A_file_that_changed_before_the_review_is_read_again_and_nothing_of_it_is_taken_back()
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await File.AppendAllTextAsync(Path, "# anna was here\n", Xunit.TestContext.Current.CancellationToken);
        await ClickAsync(page, "[data-testid=review-changes]");

        page.WaitForElement("[data-testid=review]", Deadline.OfATest);
        Assert.Contains("was changed on disk while this page was open", page.Find(".banner").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=review] .difference-line.is-removed"));
        await ClickAsync(page, "[data-testid=save]");

        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        Assert.Contains("# anna was here", Text, StringComparison.Ordinal);
        Assert.Contains("name: db_to_here", Text, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".banner"));
    }

    [Fact]
    public async Task A_file_that_changed_after_the_review_is_not_written_over_and_a_second_review_leads_on()
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await ClickAsync(page, "[data-testid=review-changes]");
        page.WaitForElement("[data-testid=review]", Deadline.OfATest);
        await File.AppendAllTextAsync(Path, "# anna was here\n", Xunit.TestContext.Current.CancellationToken);
        await ClickAsync(page, "[data-testid=save]");

        page.WaitForAssertion(() => Assert.Contains("was changed on the machine at", page.Find(".banner").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Equal(Yaml + "# anna was here\n", Text);
        Assert.True(page.Find("[data-dataset='tank/db']").HasAttribute("checked")); // the answers are kept
        await SaveAsync(page);

        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        Assert.Contains("# anna was here", Text, StringComparison.Ordinal);
        Assert.Contains("name: db_to_here", Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sink_that_was_taken_away_meanwhile_has_to_be_chosen_anew()
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        await File.WriteAllTextAsync(Path, "jobs: []\n", Xunit.TestContext.Current.CancellationToken);
        await ClickAsync(page, "[data-testid=review-changes]");

        page.WaitForAssertion(
            () => Assert.Contains("Choose the job that receives the copies", page.Find("[data-testid=missing]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Equal("jobs: []\n", Text);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("keep-encrypted", true)]
    [InlineData("decrypt", false)]
    public async Task Encrypted_datasets_stay_so_unless_somebody_says_otherwise(string? choice, bool isKept)
    {
        await CreateEncryptedAsync("tank/secret");
        await ZfsAsync("create", "tank/secret/below");
        var page = Wizard();
        Assert.Empty(page.FindAll("[data-testid=encryption]"));
        await ChangeAsync(page, "[data-dataset='tank/secret']", true);
        Assert.Contains("All that is chosen is encrypted: 2 datasets.", page.Find("[data-testid=encryption]").TextContent, StringComparison.Ordinal);
        if (choice is not null) await ChangeAsync(page, $"[data-testid={choice}]", "on");
        await SaveAsync(page);

        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        Assert.Equal(isKept, ((PushJobDefinition)new ConfigurationLoader(new()).Load(Path).Definition!.Jobs[1]).Send.Encrypted);
    }

    [Fact]
    public async Task Of_a_dataset_that_is_not_listed_it_is_said_that_nobody_knows()
    {
        var page = Wizard();
        await ChangeAsync(page, "[data-testid=other-dataset]", "far/secret");
        await ClickAsync(page, ".form-row .link-button");
        Assert.Contains("It is not known whether far/secret is encrypted here.", page.Find("[data-testid=unknown-encryption]").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll("[data-testid=encryption]"));
    }

    [Fact]
    public async Task That_encrypted_datasets_would_be_decrypted_because_of_others_is_said()
    {
        await CreateEncryptedAsync("tank/secret");
        var page = Wizard();
        await ChangeAsync(page, "[data-dataset='tank/secret']", true);
        await ChangeAsync(page, "[data-dataset='tank/db']", true);
        Assert.Contains("Encrypted here, and not encrypted as copies: tank/secret.", page.Find("[data-testid=mixed-encryption]").TextContent, StringComparison.Ordinal);
        await SaveAsync(page);

        page.WaitForElement("[data-testid=to-job]", Deadline.OfATest);
        Assert.False(((PushJobDefinition)new ConfigurationLoader(new()).Load(Path).Definition!.Jobs[1]).Send.Encrypted);
    }

    private IRenderedComponent<ProtectPage> Wizard()
    {
        var page = Render<ProtectPage>();
        page.WaitForElement("[data-dataset='tank/db']", Deadline.OfATest);
        return page;
    }
}
