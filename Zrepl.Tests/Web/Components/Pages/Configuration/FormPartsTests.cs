using Bunit;
using Zrepl.Engine.Configuration.Editing.Forms;
using Zrepl.Engine.Retention;
using Zrepl.Web.Components.Pages.Configuration;
using Zrepl.Web.Components.Pages.Configuration.Forms;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Pages.Configuration;

/// <summary>What stands beside the fields: sentences, drawings, times; and the list of jobs.</summary>
public sealed class FormPartsTests() : ConfigurationBunitContext("jobs: [{ name: a, type: snap, description: system }, { name: b, type: push }]\n")
{
    [Theory]
    [InlineData("{ type: not_replicated }", "Keeps what the other side does not have yet, and the newest that it has.")]
    [InlineData("{ type: not_replicated, keep_snapshot_at_cursor: no }", "Keeps what the other side does not have yet.")]
    [InlineData("{ type: last_n, count: 1 }", "Keeps the newest snapshot.")]
    [InlineData("{ type: last_n, count: 9, regex: ^auto_ }", "Keeps the 9 newest snapshots whose name matches ^auto_.")]
    [InlineData("{ type: last_n }", "Keeps the newest; how many is missing.")]
    [InlineData("{ type: regex, regex: ^x, negate: true }", "Keeps every snapshot whose name does not match ^x.")]
    [InlineData("{ type: grid, grid: 3x1w(keep=2), regex: ^x }", "Keeps 2 of each week for 21 d; nothing older than 21 d. Counted from the newest snapshot whose name matches ^x.")]
    [InlineData("{ type: grid, grid: 3y }", "Keeps ever fewer with age; the grid is missing or cannot be read.")]
    public void A_rule_is_a_sentence(string rule, string sentence) =>
        Assert.Equal(sentence, RuleWords.Of(JobDraft.Find($"jobs: [{{ name: a, type: snap, pruning: {{ keep: [{rule}] }} }}]", "a")!, FormPath.Root.Key("pruning").Key("keep").Item(0)));

    [Fact]
    public void Buckets_lie_side_by_side_and_fill_the_drawing_whatever_the_grid()
    {
        foreach (var text in new[] { "1x1h", "1x1h(keep=all) | 24x1h | 30x1d | 6x30d", "100000x1m", "1x1d(keep=all) | 24x1h" })
        {
            var buckets = GridBuckets.Of(RetentionGrid.Parse(text)).Buckets;
            Assert.Equal((0.0, 1.0), (buckets[0].From, Math.Round(buckets[^1].To, 9)));
            Assert.All(buckets.Zip(buckets.Skip(1)), pair => Assert.Equal(pair.First.To, pair.Second.From, 9));
            Assert.InRange(buckets.Length, 1, 1000);
        }
    }

    [Fact]
    public void Times_are_those_of_the_schedules_that_the_engine_uses()
    {
        var now = new DateTimeOffset(2026, 2, 14, 14, 2, 30, TimeSpan.Zero);
        Assert.Equal([3, 3, 3, 3, 3], NextTimes.Of("0 3 * * *", isCron: true, now, Clock).Select(time => time.Hour));
        Assert.Equal(now.AddMinutes(50), NextTimes.Of("10m", isCron: false, now, Clock)[^1]);
        Assert.Empty(NextTimes.Of("manual", isCron: false, now, Clock));
    }

    [Fact]
    public void Jobs_are_listed_with_their_forms_also_those_with_mistakes()
    {
        var page = Render<JobListPage>();

        Assert.Equal(["/configuration/jobs/a", "/configuration/jobs/b"], page.FindAll("[data-testid=jobs] .settings-name a").Select(link => link.GetAttribute("href")));
        Assert.Contains("system", page.Markup, StringComparison.Ordinal);
    }
}
