using System.Security.Cryptography;
using System.Text;

namespace Zrepl.Web.Components.Theme;

/// <summary>
/// The theme as custom properties for our own style sheets. Without a choice the browser's preference decides, before any script runs, so no
/// page flashes in the wrong scheme.
/// </summary>
internal static class ThemeStylesheet
{
    /// <summary>Where it is served.</summary>
    public const string Path = "/css/theme.css";

    /// <summary>The style sheet.</summary>
    public static string Text { get; } = Write();

    /// <summary>Its address; a changed theme has another one.</summary>
    public static string VersionedPath { get; } = $"{Path}?v={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..12]}";

    private static string Write()
    {
        var light = Properties(ThemeColors.Light, "light");
        var dark = Properties(ThemeColors.Dark, "dark");
        return $$"""
            :root {
              --z-text-font: {{Fonts(ZreplTheme.TextFonts)}};
              --z-code-font: {{Fonts(ZreplTheme.CodeFonts)}};
              --z-large: 20px;
              --z-medium: 14px;
              --z-small: 12px;
              --z-radius: 6px;
              --z-row: 40px;
              --z-top: 56px;
              --z-rail: 208px;
            {{light}}}
            @media (prefers-color-scheme: dark) {
            :root {
            {{dark}}}
            }
            :root[data-theme=light] {
            {{light}}}
            :root[data-theme=dark] {
            {{dark}}}
            html:root {
            {{MudBlazor()}}}

            """;
    }

    private static string Properties(ThemeColors colors, string scheme)
    {
        var text = new StringBuilder().Append("  color-scheme: ").Append(scheme).Append(";\n");
        Add("background", colors.Background);
        Add("surface", colors.Surface);
        Add("raised", colors.Raised);
        Add("hover", colors.Hover);
        Add("ink", colors.Ink);
        Add("muted", colors.Muted);
        Add("line", colors.Line);
        Add("edge", colors.Edge);
        Add("accent", colors.Accent);
        Add("on-accent", colors.OnAccent);
        Add("accent-tint", colors.AccentTint);
        AddStates("", colors.State);
        AddStates("-tint", colors.Tint);
        return text.ToString();

        void Add(string name, string value) => text.Append("  --z-").Append(name).Append(": ").Append(value).Append(";\n");

        void AddStates(string suffix, StateColors states)
        {
            Add("running" + suffix, states.Running);
            Add("ok" + suffix, states.Ok);
            Add("late" + suffix, states.Late);
            Add("failed" + suffix, states.Failed);
            Add("paused" + suffix, states.Paused);
            Add("idle" + suffix, states.Idle);
        }
    }

    // MudBlazor's own rules know the scheme only once the page is connected; until then, and later on, they follow ours.
    private static string MudBlazor()
    {
        (string Ours, string Theirs)[] names =
        [
            ("ink", "text-primary drawer-text appbar-text"), ("muted", "text-secondary text-disabled action-default action-disabled drawer-icon"),
            ("background", "background"), ("surface", "drawer-background appbar-background"), ("raised", "surface"),
            ("hover", "background-gray action-default-hover action-disabled-background table-hover skeleton"), ("line", "lines-default divider table-lines"),
            ("edge", "lines-inputs"), ("accent", "primary secondary"), ("on-accent", "primary-text secondary-text"), ("running", "info"), ("ok", "success"),
            ("late", "warning"), ("failed", "error"), ("surface", "info-text success-text warning-text error-text"),
        ];
        var lines = names.SelectMany(pair => pair.Theirs.Split(' '), (pair, theirs) => $"  --mud-palette-{theirs}: var(--z-{pair.Ours});\n");
        return string.Concat(lines);
    }

    private static string Fonts(string[] names) => string.Join(", ", names.Select(name => name.Contains(' ', StringComparison.Ordinal) ? $"\"{name}\"" : name));
}
