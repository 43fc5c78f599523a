using Bunit;
using Microsoft.AspNetCore.Components.Web.Virtualization;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Shared;

/// <summary>Rows that may be many.</summary>
public sealed class LongRowsTests : ZreplBunitContext
{
    [Fact]
    public void A_short_list_needs_no_script_to_be_seen()
    {
        var rows = Rows(100);
        Assert.False(rows.HasComponent<Virtualize<int>>());
        Assert.Equal(100, rows.FindAll("p").Count);
    }

    [Fact]
    public void Of_a_long_list_the_page_has_only_what_is_on_the_screen() => Assert.True(Rows(101).HasComponent<Virtualize<int>>());

    [Fact]
    public void A_row_of_a_long_list_says_which_one_it_is_and_one_of_a_short_list_does_not()
    {
        Assert.Null(LongTable.RowCount(100));
        Assert.Equal(102, LongTable.RowCount(101)); // with the heading
        Assert.All(Rows(3).FindAll("p"), row => Assert.Equal("", row.GetAttribute("aria-rowindex")));
        var content = Rows(101).FindComponent<Virtualize<int>>().Instance.ItemContent ?? Rows(101).FindComponent<Virtualize<int>>().Instance.ChildContent;
        Assert.NotNull(content);
        Assert.Equal("102", Render(content(100)).Find("p").GetAttribute("aria-rowindex"));
    }

    private IRenderedComponent<LongRows<int>> Rows(int count) => Render<LongRows<int>>(parameters => parameters
        .Add(rows => rows.Items, [.. Enumerable.Range(0, count)])
        .Add(rows => rows.Height, 40)
        .Add(rows => rows.ChildContent, place => $"<p aria-rowindex=\"{place.RowIndex}\">{place.Item}</p>"));
}
