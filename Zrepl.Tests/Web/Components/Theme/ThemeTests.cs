using System.Globalization;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Tests.Web.Components.Theme;

/// <summary>Readable in both schemes: contrasts as WCAG 2 computes them.</summary>
public sealed class ThemeTests
{
    public static TheoryData<string> Schemes => ["light", "dark"];

    [Theory, MemberData(nameof(Schemes))]
    public void Text_is_readable_on_every_background(string scheme)
    {
        var colors = Colors(scheme);
        string[] backgrounds = [colors.Background, colors.Surface, colors.Raised, colors.Hover];
        string[] texts = [colors.Ink, colors.Muted, colors.Accent, .. All(colors.State)];

        var weak = from text in texts from background in backgrounds where Contrast(text, background) < 4.5 select $"{text} on {background}";

        Assert.Empty(weak);
    }

    [Theory, MemberData(nameof(Schemes))]
    public void States_are_readable_on_their_own_tint_and_on_filled_buttons(string scheme)
    {
        var colors = Colors(scheme);
        var pairs = All(colors.State).Zip(All(colors.Tint)).Append((colors.Accent, colors.AccentTint)).Append((colors.OnAccent, colors.Accent))
            .Concat(All(colors.State).Select(state => (colors.Surface, state))).Concat(All(colors.Tint).Select(tint => (colors.Ink, tint)))
            .Concat(All(colors.Tint).Select(tint => (colors.Muted, tint)));

        Assert.Empty(pairs.Where(pair => Contrast(pair.Item1, pair.Item2) < 4.5).Select(pair => $"{pair.Item1} on {pair.Item2}"));
    }

    [Theory, MemberData(nameof(Schemes))]
    public void Edges_of_fields_and_buttons_can_be_seen(string scheme)
    {
        var colors = Colors(scheme);
        Assert.True(Contrast(colors.Edge, colors.Surface) >= 3, "edge on surface");
        Assert.True(Contrast(colors.Edge, colors.Raised) >= 3, "edge on raised");
    }

    [Fact]
    public void The_style_sheet_follows_the_browser_unless_the_visitor_chose()
    {
        var light = ThemeStylesheet.Text.Split("--z-background: " + ThemeColors.Light.Background).Length - 1;
        var dark = ThemeStylesheet.Text.Split("--z-background: " + ThemeColors.Dark.Background).Length - 1;

        Assert.Equal((2, 2), (light, dark));
        Assert.Contains("@media (prefers-color-scheme: dark)", ThemeStylesheet.Text, StringComparison.Ordinal);
        Assert.Contains(":root[data-theme=dark]", ThemeStylesheet.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", ThemeChoice.Light)]
    [InlineData("dark", ThemeChoice.Dark)]
    [InlineData("system", ThemeChoice.System)]
    [InlineData("<script>", ThemeChoice.System)]
    [InlineData(null, ThemeChoice.System)]
    public void The_choice_is_read_from_its_cookie(string? cookie, ThemeChoice choice) => Assert.Equal(choice, ThemeChoices.Parse(cookie));

    [Fact]
    public void The_switch_comes_back_to_where_it_began() => Assert.Equal(ThemeChoice.System, ThemeChoice.System.Next().Next().Next());

    [Fact]
    public void MudBlazor_wears_the_same_colours()
    {
        Assert.Equal(ThemeColors.Light.Accent, ZreplTheme.Theme.PaletteLight.Primary.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex));
        Assert.Equal(ThemeColors.Dark.Background, ZreplTheme.Theme.PaletteDark.Background.ToString(MudBlazor.Utilities.MudColorOutputFormats.Hex));
    }

    private static ThemeColors Colors(string scheme) => scheme == "light" ? ThemeColors.Light : ThemeColors.Dark;

    private static string[] All(StateColors states) => [states.Running, states.Ok, states.Late, states.Failed, states.Paused, states.Idle];

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string color)
    {
        var channels = Enumerable.Range(0, 3).Select(i => int.Parse(color.AsSpan(1 + 2 * i, 2), NumberStyles.HexNumber) / 255.0)
            .Select(c => c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    }
}
