using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Tests.Engine.Configuration.Editing.Forms;

/// <summary>A job as the form sees it: what it says, what is shared, what becomes of the file.</summary>
public sealed class JobDraftTests
{
    private const string File = """
        x-keep: &keep   # for all
          - { type: last_n, count: 8 }
        jobs:
          - &first
            name: first
            type: snap   # local only
            filesystems: { "tank<": true, 'tank/tmp': no }
            snapshotting: { type: periodic, interval: 10m, prefix: auto_ }
            pruning: { keep: *keep }
          - <<: *first
            name: second
            from_elsewhere: { of: [another, program] }

        """;

    private static readonly FormPath Filter = FormPath.Root.Key("filesystems");
    private static readonly FormPath Interval = FormPath.Root.Key("snapshotting").Key("interval");

    [Fact]
    public void What_a_job_says_is_found_key_by_key()
    {
        var job = JobDraft.Find(File, "first")!;

        Assert.Equal(("snap", "jobs[0]", false), (job.Type, job.Place, job.IsNew));
        Assert.Equal("10m", job.Get(Interval));
        Assert.Equal(["tank<", "tank/tmp"], job.Keys(Filter));
        Assert.False(job.GetSwitch(Filter.Entry("tank/tmp")));
        Assert.Equal("jobs[0].filesystems[\"tank<\"]", Filter.Entry("tank<").Within(job.Place));
        Assert.Equal("8", job.Get(FormPath.Root.Key("pruning").Key("keep").Item(0).Key("count")));
        Assert.False(job.Fits(FormPath.Root.Key("pruning"), FieldKind.Text));
        Assert.Null(JobDraft.Find(File, "third"));
    }

    [Fact]
    public void What_is_written_once_for_several_places_is_told_with_its_line()
    {
        var second = JobDraft.Find(File, "second")!;

        Assert.Null(second.SharedAt(FormPath.Root.Key("name")));
        Assert.Equal(new SharedPart("first", 4), second.SharedAt(FormPath.Root.Key("type")));
        Assert.Equal(new SharedPart("first", 4), second.SharedAt(Interval));
        Assert.Equal(new SharedPart("first", 4), JobDraft.Find(File, "first")!.SharedAt(Interval)); // the other job would change with it
        var alone = JobDraft.Find(File[..File.IndexOf("  - <<", StringComparison.Ordinal)], "first")!;
        Assert.Null(alone.SharedAt(Interval));
        Assert.Equal(new SharedPart("keep", 1), alone.SharedAt(FormPath.Root.Key("pruning").Key("keep").Item(0)));
    }

    [Fact]
    public void Only_the_changed_value_becomes_another_one_and_what_the_form_does_not_know_stays()
    {
        var job = JobDraft.Find(File, "second")!;

        Assert.Equal(File.Replace("name: second", "name: other", StringComparison.Ordinal), job.Set(FormPath.Root.Key("name"), FieldKind.Text, "other").Text);
        Assert.Equal(File, job.Text);
        var alone = JobDraft.Find(File, "second")!.Set(FormPath.Root.Key("description"), FieldKind.Text, "for \"anna\"");
        Assert.Equal(File + "    description: \"for \\\"anna\\\"\"\n", alone.Text);
    }

    [Fact]
    public void A_filter_gets_lines_loses_them_and_has_them_renamed_where_they_stand()
    {
        var job = JobDraft.Find(File, "first")!;

        Assert.Contains("{ \"tank<\": true, 'tank/tmp': no, \"rpool<\": false }", job.Add(Filter.Entry("rpool<"), FieldKind.Switch, "false").Text, StringComparison.Ordinal);
        Assert.Contains("{ \"tank<\": true }", job.Remove(Filter.Entry("tank/tmp")).Text, StringComparison.Ordinal);
        Assert.Contains("{ \"tank<\": true, tank/scratch: no }", job.Rename(Filter.Entry("tank/tmp"), "tank/scratch").Text, StringComparison.Ordinal);
        Assert.Contains("'tank/tmp': true", job.Set(Filter.Entry("tank/tmp"), FieldKind.Switch, "true").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_type_keeps_the_keys_it_has_too()
    {
        var section = JobForms.Of("snap")!["snapshotting"]!.SectionOf("cron")!;

        var job = JobDraft.Find(File, "first")!.SetType(FormPath.Root.Key("snapshotting"), section);

        Assert.Equal(["type", "prefix"], job.Keys(FormPath.Root.Key("snapshotting")));
        Assert.Contains("snapshotting: { type: cron, prefix: auto_ }", job.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("# ours\n", "# ours\n")]
    [InlineData("jobs: []\n", "")]
    [InlineData("jobs:\n", "")]
    public void A_new_job_comes_into_a_file_without_jobs_in_the_order_of_the_documentation(string text, string before)
    {
        var job = JobDraft.New(text, "snap")!.Add(Filter.Entry("tank/home<"), FieldKind.Switch, "true").Set(FormPath.Root.Key("snapshotting").Key("type"), FieldKind.Text, "manual")
            .Set(FormPath.Root.Key("name"), FieldKind.Text, "home").Set(FormPath.Root.Key("description"), FieldKind.Text, "the first job, which has a few words more than fit on a line");

        Assert.True(job.IsNew);
        Assert.Equal(before + """
            jobs:
              - name: home
                type: snap
                description: "the first job, which has a few words more than fit on a line"
                filesystems:
                  "tank/home<": true
                snapshotting:
                  type: manual

            """.ReplaceLineEndings("\n"), job.Text);
    }

    [Fact]
    public void A_new_job_with_keys_below_keys_is_written_as_lines_although_it_is_short()
    {
        var job = JobDraft.New("jobs: []\n", "sink")!.Set(FormPath.Root.Key("recv").Key("placeholder").Key("encryption"), FieldKind.Choice, "inherit");

        Assert.Equal("jobs:\n  - type: sink\n    recv:\n      placeholder:\n        encryption: inherit\n", job.Text);
    }

    [Fact]
    public void A_new_job_comes_behind_those_there_are()
    {
        const string text = "jobs:\n- name: a # first\n  type: sink\n# the end\n";

        var job = JobDraft.New(text, "snap")!.Set(FormPath.Root.Key("name"), FieldKind.Text, "b");

        Assert.Equal("jobs:\n- name: a # first\n  type: sink\n- {name: b, type: snap}\n# the end\n", job.Text);
        Assert.Equal("jobs[1]", job.Place);
    }

    [Fact]
    public void A_value_that_is_taken_away_takes_its_empty_section_with_it()
    {
        const string text = "jobs:\n- name: a\n  send:\n    raw: true\n  type: push\n";

        Assert.Equal("jobs:\n- name: a\n  type: push\n", JobDraft.Find(text, "a")!.Set(FormPath.Root.Key("send").Key("raw"), FieldKind.Switch, "").Text);
    }

    [Fact]
    public void Every_key_of_the_reference_has_a_field()
    {
        var keys = ConfigurationReference.Keys.Where(key => key.Path.StartsWith("jobs[][", StringComparison.Ordinal)).Select(key => key.Path).ToList();
        var fields = JobForms.Types.SelectMany(type => Fields($"jobs[][{type.Type}]", type)).ToHashSet();

        Assert.Equal(keys.Order(StringComparer.Ordinal), fields.Order(StringComparer.Ordinal));

        static IEnumerable<string> Fields(string path, FormSection section) => section.Fields.SelectMany(field => Inside($"{path}.{field.Name}", field).Prepend($"{path}.{field.Name}"));

        static IEnumerable<string> Inside(string path, FormField field) => field.Kind is FieldKind.List && field.Item is { } item
            ? Inside(path + "[]", item)
            : field.Sections.SelectMany(section => Fields(section.Type.Length > 0 ? $"{path}[{section.Type}]" : path, section));
    }
}
