namespace Zrepl.Web.Components.Theme;

/// <summary>What a visitor chose. Kept in a cookie, so that the first byte of the next page knows it.</summary>
public enum ThemeChoice
{
    /// <summary>As the browser prefers.</summary>
    System,

    /// <summary>Always light.</summary>
    Light,

    /// <summary>Always dark.</summary>
    Dark,
}

/// <summary>The choice as the cookie, the page's attribute and the button have it.</summary>
internal static class ThemeChoices
{
    /// <summary>Name of the cookie.</summary>
    public const string Cookie = "zrepl-theme";

    /// <summary>The choice in a cookie; whatever is unknown counts as none.</summary>
    public static ThemeChoice Parse(string? cookie) => cookie switch
    {
        "light" => ThemeChoice.Light,
        "dark" => ThemeChoice.Dark,
        _ => ThemeChoice.System,
    };

    /// <summary>As it stands in the cookie and the page.</summary>
    public static string Word(this ThemeChoice choice) => choice switch
    {
        ThemeChoice.Light => "light",
        ThemeChoice.Dark => "dark",
        _ => "system",
    };

    /// <summary>What the switch chooses next.</summary>
    public static ThemeChoice Next(this ThemeChoice choice) => choice switch
    {
        ThemeChoice.System => ThemeChoice.Light,
        ThemeChoice.Light => ThemeChoice.Dark,
        _ => ThemeChoice.System,
    };
}
