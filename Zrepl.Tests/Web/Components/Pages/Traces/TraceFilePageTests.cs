using Bunit;
using Zrepl.Tests.Support;
using Zrepl.Web.Components.Pages.Traces;

namespace Zrepl.Tests.Web.Components.Pages.Traces;

/// <summary>A place to drop any trace file on. What the viewer does is tested in a browser.</summary>
public sealed class TraceFilePageTests : ZreplBunitContext
{
    [Fact]
    public void It_has_the_viewer_and_a_way_to_the_recorded_traces()
    {
        var page = Render<TraceFilePage>();
        Assert.Equal("A trace file", page.Find("h1").TextContent);
        Assert.NotNull(page.Find(".trace-viewer"));
        Assert.Equal("/traces", page.Find(".page-ways a").GetAttribute("href"));
    }
}
