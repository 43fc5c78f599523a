using Bunit;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Layout;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Tests.Web.Components.Layout;

/// <summary>What changes by itself on a page comes to the browser together.</summary>
public sealed class PageCanvasTests : ZreplBunitContext
{
    [Fact]
    public void Ages_that_grow_in_the_same_second_are_drawn_in_one_go()
    {
        var canvas = Render<PageCanvas>();
        var ages = Enumerable.Range(0, 5).Select(_ => Render<Age>(p => p.Add(x => x.At, Now.AddSeconds(-30)))).ToList();
        var before = canvas.RenderCount;

        Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.All(ages, age => age.WaitForAssertion(() => Assert.Equal("31 s ago", age.Find("time").TextContent), Deadline.OfATest));
        Assert.Equal(before + 1, canvas.RenderCount);
    }

    [Fact]
    public void A_second_that_changes_no_word_draws_nothing()
    {
        var canvas = Render<PageCanvas>();
        Render<Age>(p => p.Add(x => x.At, Now.AddHours(-3)));

        for (var i = 0; i < 10; i++) Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, canvas.RenderCount);
    }
}
