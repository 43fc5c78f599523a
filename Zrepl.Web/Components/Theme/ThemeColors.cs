namespace Zrepl.Web.Components.Theme;

/// <summary>
/// The colours of one scheme. Everything that has a colour takes it from here: MudBlazor's palette and the stylesheet of the pages are both
/// made of these values, and a test computes the contrasts. State colours are used for state only.
/// </summary>
internal sealed record ThemeColors
{
    /// <summary>Behind everything.</summary>
    public required string Background { get; init; }

    /// <summary>Cards, rail and top line.</summary>
    public required string Surface { get; init; }

    /// <summary>Menus, dialogs, fields.</summary>
    public required string Raised { get; init; }

    /// <summary>A row under the pointer.</summary>
    public required string Hover { get; init; }

    /// <summary>Text.</summary>
    public required string Ink { get; init; }

    /// <summary>Text of second rank; still readable.</summary>
    public required string Muted { get; init; }

    /// <summary>Hairlines and the empty part of progress lanes.</summary>
    public required string Line { get; init; }

    /// <summary>Edges of fields and buttons.</summary>
    public required string Edge { get; init; }

    /// <summary>Actions and selection.</summary>
    public required string Accent { get; init; }

    /// <summary>Text on <see cref="Accent"/>.</summary>
    public required string OnAccent { get; init; }

    /// <summary>Behind what is selected.</summary>
    public required string AccentTint { get; init; }

    /// <summary>Colour of each state.</summary>
    public required StateColors State { get; init; }

    /// <summary>A quiet background for each state.</summary>
    public required StateColors Tint { get; init; }

    /// <summary>The light scheme.</summary>
    public static ThemeColors Light { get; } = new()
    {
        Background = "#f5f6f7", Surface = "#ffffff", Raised = "#ffffff", Hover = "#eef1f3",
        Ink = "#171b1f", Muted = "#59626c", Line = "#e1e5e9", Edge = "#8b949e",
        Accent = "#0b6a68", OnAccent = "#ffffff", AccentTint = "#e3f0ef",
        State = new("#1d5fb8", "#3b6f52", "#865600", "#b3261e", "#6a4bb5", "#59626c"),
        Tint = new("#e9f1fc", "#ebf3ee", "#fcf3e0", "#fcecea", "#f1edfa", "#eef0f2"),
    };

    /// <summary>The dark scheme, chosen for a dark room rather than inverted.</summary>
    public static ThemeColors Dark { get; } = new()
    {
        Background = "#0e1215", Surface = "#151a1e", Raised = "#1c2227", Hover = "#1b2126",
        Ink = "#e4e9ec", Muted = "#98a4ae", Line = "#273037", Edge = "#66727c",
        Accent = "#55bdb4", OnAccent = "#06201e", AccentTint = "#152a2a",
        State = new("#78abf5", "#82bf9a", "#dfae55", "#f28b82", "#b8a4f2", "#98a4ae"),
        Tint = new("#16253a", "#16261e", "#2d2413", "#351c1b", "#241f3a", "#1e252a"),
    };
}

/// <summary>One colour per state.</summary>
internal sealed record StateColors(string Running, string Ok, string Late, string Failed, string Paused, string Idle);
