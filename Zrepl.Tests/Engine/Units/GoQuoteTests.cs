using Zrepl.Engine.Units;

namespace Zrepl.Tests.Engine.Units;

public sealed class GoQuoteTests
{
    [Theory]
    [InlineData("exit status 1", "\"exit status 1\"")]
    [InlineData("", "\"\"")]
    [InlineData("say \"hi\"", @"""say \""hi\""""")]
    [InlineData(@"a\b", @"""a\\b""")]
    [InlineData("tab\tline\r\n\a\b\f\v", @"""tab\tline\r\n\a\b\f\v""")]
    [InlineData("\u0000\u001b\u007f", @"""\x00\x1b\x7f""")]
    [InlineData("größe ☺ 😀", "\"größe ☺ 😀\"")]
    [InlineData("\u00a0\u200b\u2028\ue000", @"""\u00a0\u200b\u2028\ue000""")]
    public void A_text_is_quoted_as_Go_does(string text, string quoted) => Assert.Equal(quoted, GoQuote.Quote(text));

    [Fact]
    public void A_character_beyond_the_first_plane_that_cannot_be_printed_has_eight_digits() =>
        Assert.Equal("\"\\U000f0000\"", GoQuote.Quote(char.ConvertFromUtf32(0xf0000)));
}
