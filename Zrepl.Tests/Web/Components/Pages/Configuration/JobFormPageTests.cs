using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Configuration.Forms;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>The form of a job over a real file: what it shows, what it refuses, what it writes.</summary>
public sealed class JobFormPageTests() : ConfigurationBunitContext(Yaml)
{
    private const string Yaml = """
        # ours
        x-rules: &rules
          - { type: last_n, count: 8 }   # eight
        jobs:
          - name: home      # the first
            type: push
            filesystems: { "tank/db<": true, "tank<": false }
            connect: { type: local, listener_name: here, client_identity: me }
            snapshotting: { type: cron, cron: "0 3 * * *", prefix: auto_ }
            send: { raw: true }
            pruning:
              keep_sender: *rules
              keep_receiver:
                - { type: grid, grid: "1x1h(keep=all) | 24x1h", regex: "^auto_" }
          - { name: copies, type: sink, serve: { type: local, listener_name: here }, root_fs: tank/copies }

        """;

    [Fact]
    public async Task A_value_is_changed_reviewed_and_saved_on_its_line_alone()
    {
        var page = Form("home");

        await PutAsync(page, "snapshotting.prefix", "zrepl_");
        Assert.Contains("zrepl_", page.Find(".difference-line.is-added").TextContent, StringComparison.Ordinal);
        await SaveAsync(page);

        page.WaitForAssertion(() => Assert.Equal(Yaml.Replace("prefix: auto_", "prefix: zrepl_", StringComparison.Ordinal), Text), Deadline.OfATest);
    }

    [Fact]
    public async Task A_wrong_value_is_told_at_its_field_in_the_words_of_configcheck_and_is_not_saved()
    {
        var page = Form("home");

        await PutAsync(page, "snapshotting.cron", "0 3 * *");
        Assert.Contains("cron syntax invalid", page.Find("[data-field='snapshotting.cron'] [data-testid=field-problem]").TextContent, StringComparison.Ordinal);
        await ClickAsync(page, "[data-testid=review-changes]");

        Assert.Empty(page.FindAll("[data-testid=review]"));
        Assert.Equal(Yaml, Text);
    }

    [Fact]
    public void What_is_written_elsewhere_is_shown_with_a_way_to_the_text()
    {
        var part = Form("home").Find("[data-field='pruning.keep_sender'] [data-testid=elsewhere]");

        Assert.Contains("in line 2 as &rules", part.TextContent, StringComparison.Ordinal);
        Assert.EndsWith("&line=2", part.QuerySelector("a")!.GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_filter_is_tried_on_the_datasets_there_are_while_it_is_typed()
    {
        var page = Form("home");
        page.WaitForAssertion(() => Assert.Contains("1 of 3", page.Find("[data-testid=filter-tester] summary").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        Assert.Contains("line 7: \"tank<\": false", page.Find("[data-dataset='tank/vm']").TextContent, StringComparison.Ordinal);

        await PutAsync(page, "filesystems[\"tank<\"]", "true");
        Assert.Contains("3 of 3", page.Find("[data-testid=filter-tester] summary").TextContent, StringComparison.Ordinal);
        await PutAsync(page, "filesystems[\"tank<\"]", "rpool<", "key");
        Assert.Contains("no line speaks of it", page.Find("[data-dataset='tank/vm']").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_are_told_in_sentences_and_the_grid_is_drawn()
    {
        var page = Form("home");

        Assert.Equal(
            "Keeps everything of the newest 1 h, then 1 of each hour for 24 h; nothing older than 25 h. Counted from the newest snapshot whose name matches ^auto_.",
            page.Find("[data-testid=rule-words]").TextContent);
        Assert.Equal(25, page.FindAll(".grid-bucket").Count);
        await ChangeAsync(page, "[data-field='pruning.keep_receiver'] [data-testid=add]", "last_n");
        await PutAsync(page, "pruning.keep_receiver[1].count", "5");
        Assert.Equal("Keeps the 5 newest snapshots.", page.FindAll("[data-testid=rule-words]")[1].TextContent);
        Assert.Contains("- {type: last_n, count: 5}", page.Find(".difference-line.is-added").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_five_times_stand_beside_a_schedule()
    {
        var page = Form("home");

        Assert.Equal(5, page.FindAll("[data-testid=next-times] time").Count);
        await PutAsync(page, "snapshotting.cron", "nonsense");
        Assert.Empty(page.FindAll("[data-testid=next-times]"));
    }

    [Fact]
    public async Task The_connection_is_tested_by_what_stands_in_the_form()
    {
        var page = Form("home");

        await ClickAsync(page, "[data-testid=test-connection]");
        page.WaitForAssertion(() => Assert.Contains("it is a sink job", page.Find(".connection-layers").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        await PutAsync(page, "connect.listener_name", "nowhere");
        Assert.Empty(page.FindAll(".connection-layers")); // it spoke of something else
        await ClickAsync(page, "[data-testid=test-connection]");
        page.WaitForAssertion(() => Assert.Contains("no job has serve", page.Find(".connection-layers").TextContent, StringComparison.Ordinal), Deadline.OfATest);
    }

    [Fact]
    public async Task Rare_keys_are_folded_away_with_their_defaults_unless_the_file_has_them()
    {
        var page = Form("home");

        Assert.True(page.Find("[data-group=Sending]").HasAttribute("open"));
        Assert.False(page.Find("[data-group=Replication]").HasAttribute("open"));
        Assert.Contains("Default: guarantee_resumability.", page.Find("[data-field='replication.protection.initial'] .form-help").TextContent, StringComparison.Ordinal);
        await PutAsync(page, "send.raw", false);
        Assert.Contains("send: { raw: false }", page.Find(".difference-line.is-added").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_job_asks_for_little_and_says_what_is_missing_only_when_it_is_to_be_saved()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Type, "push"));
        Assert.Empty(page.FindAll("[data-testid=field-problem].is-failed"));

        await ClickAsync(page, "[data-testid=review-changes]");
        Assert.Contains("required", page.Find("[data-field=name] [data-testid=field-problem]").TextContent, StringComparison.Ordinal);
        await PutAsync(page, "name", "vm");
        await ChangeAsync(page, "[data-field=filesystems] [data-testid=new-key]", "tank/vm");
        await ClickAsync(page, "[data-field=filesystems] [data-testid=add]");
        await PutAsync(page, "connect.type", "local");
        await PutAsync(page, "connect.listener_name", "here");
        await PutAsync(page, "connect.client_identity", "vm");
        await SaveAsync(page);

        page.WaitForAssertion(() => Assert.EndsWith("/jobs/vm", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal), Deadline.OfATest);
        Assert.StartsWith(Yaml, Text, StringComparison.Ordinal);
        Assert.Contains("""
              - name: vm
                type: push
                connect:
                  type: local
                  listener_name: here
                  client_identity: vm
                filesystems:
                  tank/vm: true
                snapshotting:
                  type: periodic
            """, Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_new_job_begins_with_is_not_folded_away()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Type, "push"));

        Assert.True(page.Find("[data-field='pruning.keep_sender[2].negate']").Closest("details")!.HasAttribute("open")); // the rule means the opposite without it
        Assert.False(page.Find("[data-field='pruning.keep_sender[1].regex']").Closest("details")!.HasAttribute("open"));
    }

    [Fact]
    public async Task What_is_wrong_is_named_beside_the_form_and_both_review_and_its_name_lead_to_it()
    {
        var page = Render<JobFormPage>(parameters => parameters.Add(one => one.Type, "push"));
        await ClickAsync(page, "[data-testid=review-changes]");

        var wrong = page.FindAll("[data-testid=to-field]").Select(name => name.TextContent).ToList();
        Assert.Contains("name", wrong);
        Assert.Equal(wrong.Distinct(), Gone()[0]);
        await ClickAsync(page, "[data-testid=to-field]");
        Assert.Equal([wrong[0]], Gone()[1]);

        List<IEnumerable<string>> Gone() => [.. JSInterop.Invocations["zrepl.focusField"].Select(call => (IEnumerable<string>)call.Arguments[0]!)];
    }

    [Fact]
    public async Task A_job_is_taken_out_after_a_review_and_the_others_stay_as_they_are()
    {
        var page = Form("copies");
        await ClickAsync(page, "[data-testid=remove-job]");
        page.WaitForAssertion(() => Assert.Contains("copies goes", page.Find("[data-testid=review]").TextContent, StringComparison.Ordinal), Deadline.OfATest);
        await ClickAsync(page, "[data-testid=save]");

        page.WaitForAssertion(() => Assert.Equal(Yaml[..Yaml.IndexOf("  - { name: copies", StringComparison.Ordinal)], Text), Deadline.OfATest);
    }

    [Fact]
    public void A_job_there_is_not_and_a_type_there_is_not_are_said()
    {
        Assert.Contains("No job named other", Form("other").Markup, StringComparison.Ordinal);
        Assert.Contains("no type of job called local", Render<JobFormPage>(parameters => parameters.Add(one => one.Type, "local")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_changed_on_the_machine_meanwhile_is_not_overwritten()
    {
        var page = Form("home");
        await PutAsync(page, "snapshotting.prefix", "zrepl_");
        File.AppendAllText(Path, "# by hand\n");
        await SaveAsync(page);

        page.WaitForAssertion(() => Assert.Contains("was changed on disk since this form was opened", page.Markup, StringComparison.Ordinal), Deadline.OfATest);
        Assert.EndsWith("# by hand\n", Text, StringComparison.Ordinal);
        Assert.Contains("prefix: auto_", Text, StringComparison.Ordinal);
    }

    private IRenderedComponent<JobFormPage> Form(string job) => Render<JobFormPage>(parameters => parameters.Add(one => one.Name, job));
}
