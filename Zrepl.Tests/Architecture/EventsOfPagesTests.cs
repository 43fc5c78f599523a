using System.Text.RegularExpressions;
using Zrepl.Tests.Architecture.Conformance;

namespace Zrepl.Tests.Architecture;

/// <summary>Tests of pages wait for what an event does before they look.</summary>
public sealed partial class EventsOfPagesTests
{
    [Fact]
    public void No_test_fires_an_event_at_a_page_and_looks_without_waiting()
    {
        var sources = TestSources.Open();
        Assert.SkipWhen(sources is null, "The sources are not at hand.");
        Assert.Equal([], sources.Texts.SelectMany(text => Fired().Matches(text)).Select(found => $"{found.Groups["event"].Value.Trim()} is not waited for; use DoAsync of ZreplBunitContext"));
    }

    // What is only fired happens later if the page is busy at that moment; a wait on the next line of code is as good as one for the event.
    [GeneratedRegex("""^(?<event> +[\w.]*\.(Find|FindAll|WaitForElement)\([^\n]*\)(\[\d+\])?\.(Click|Change|Input|KeyDown|Submit)\([^\n]*\);)[^\n]*\n(?>\s*)(?![^\n]*\.WaitFor|Eventually)""", RegexOptions.Multiline)]
    private static partial Regex Fired();
}
