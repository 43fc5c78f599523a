using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Tests.Engine.Configuration.Editing;

/// <summary>A browser knows one kind of line end; the file keeps its own (design D3).</summary>
public sealed class LineEndsTests
{
    [Theory]
    [InlineData("a\r\nb\r\n", "a\nb\n", "a\r\nb\r\n")]
    [InlineData("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n")]
    [InlineData("a\nb\r\nc\r\n", "a\nb\nc\n", "a\nb\r\nc\r\n")] // mixed stays mixed
    [InlineData("a\nb\r\nc\r\n", "a\nc\n", "a\nc\r\n")]
    [InlineData("a\nb\n", "a\r\nb\r\n", "a\nb\n")]
    [InlineData("a\r\nb", "a\nb\n", "a\r\nb\r\n")] // the last line gets an end, the usual one
    [InlineData("a\r\nb\r\n", "a\nb", "a\r\nb")]
    [InlineData("", "a\n", "a\n")]
    [InlineData("", "\n", "\n")]
    [InlineData("\r\n", "", "")]
    [InlineData("# \u2028 \u0085 \f\n", "# \u2028 \u0085 \f\n", "# \u2028 \u0085 \f\n")] // nothing of ours ends a line with these
    [InlineData("a\r\n", "", "")]
    public void A_line_keeps_the_end_it_has_in_the_file(string original, string edited, string expected) =>
        Assert.Equal(expected, LineEnds.Restore(original, edited));

    [Fact]
    public void A_text_that_was_only_shown_comes_back_byte_for_byte()
    {
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => new[] { "a", "b", "\n", "\r\n", " " }[random.Next(5)]));
            Assert.Equal(text, LineEnds.Restore(text, text.Replace("\r\n", "\n", StringComparison.Ordinal)));
        }
    }
}
