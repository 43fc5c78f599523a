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

    private IRenderedComponent<LongRows<int>> Rows(int count) => Render<LongRows<int>>(parameters => parameters
        .Add(rows => rows.Items, [.. Enumerable.Range(0, count)])
        .Add(rows => rows.Height, 40)
        .Add(rows => rows.ChildContent, number => $"<p>{number}</p>"));
}
