using Zrepl.Engine.Filters;

namespace Zrepl.Tests.Engine.Filters;

public sealed class CommandLineFilterTests
{
    [Theory] // config 8
    [InlineData("tank<:ok")]
    [InlineData("<:ok,tank/tmp:!")]
    [InlineData("tank/a:b:ok,tank/c d<:!")]
    public void What_is_written_is_read_back(string text)
    {
        Assert.True(CommandLineFilter.TryParse(text, out var filter, out _));
        Assert.Equal(text, CommandLineFilter.Format(filter));
    }

    [Theory]
    [InlineData("tank", "'tank' must be PATTERN:ok or PATTERN:!")]
    [InlineData("tank:yes", "'yes' is not a valid filter result, must be 'ok' or '!'")]
    [InlineData("tank:ok,tank:!", "pattern 'tank' is given twice")]
    [InlineData("ta<nk:ok", "invalid mapping entry ['ta<nk':'ok']: pattern invalid: only one '<' at end of string allowed")]
    [InlineData("tank:ok,", "'' must be PATTERN:ok or PATTERN:!")]
    public void A_wrong_entry_is_named(string text, string problem)
    {
        Assert.False(CommandLineFilter.TryParse(text, out _, out var found));
        Assert.Equal(problem, found);
    }
}
