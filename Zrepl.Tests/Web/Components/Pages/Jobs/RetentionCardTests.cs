using Bunit;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Jobs;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>What stays on each side, in words, and drawn where it thins out with age (dashboard: job, retention).</summary>
public sealed class RetentionCardTests : ZreplBunitContext
{
    [Fact]
    public void Each_side_has_a_sentence_for_each_rule_and_a_drawing_for_a_grid()
    {
        var card = Card(ADefinition.Push());

        Assert.Equal(["Here", "On the other side"], card.FindAll("h3").Select(title => title.TextContent));
        Assert.Equal(
            ["Keeps what the other side does not have yet, and the newest that it has.",
                "Keeps everything of the newest 1\u00a0h, then 1 of each hour for 24\u00a0h, then 1 of each day for 14\u00a0d; nothing older than 15\u00a0d. Counted from the newest snapshot whose name matches ^zrepl_.",
                "Keeps the 10 newest snapshots."],
            card.FindAll("p.row-break").Select(sentence => sentence.TextContent));
        Assert.Single(card.FindAll("[data-testid=grid-drawing]"));
        Assert.Contains("One rule that keeps a snapshot is enough.", card.Markup, StringComparison.Ordinal);
        Assert.Equal("/jobs/to_nas/prune", card.Find(".card-way").GetAttribute("href"));
    }

    [Fact]
    public void Of_a_pull_job_the_sender_is_the_other_side_and_no_rules_keep_everything()
    {
        var card = Card(ADefinition.Pull());

        Assert.Equal(["On the other side", "Here"], card.FindAll("h3").Select(title => title.TextContent));
        Assert.Equal(2, card.FindAll("p").Count(words => words.TextContent == "Keeps everything: nothing is ever destroyed."));
    }

    [Fact]
    public void What_never_prunes_has_no_card() =>
        Assert.Empty(Card("{ name: sink, type: sink, root_fs: pool, serve: { type: local, listener_name: x } }").Markup.Trim());

    private IRenderedComponent<RetentionCard> Card(string definition) => Render<RetentionCard>(p => p.Add(x => x.Definition, ADefinition.Of(definition)));
}
