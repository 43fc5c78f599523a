namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>Where to go after signing in: only ever to a page of ours.</summary>
internal static class LocalAddress
{
    /// <summary>The address, or the overview if it leads elsewhere.</summary>
    public static string Of(string? asked) =>
        asked is ['/', ..] && asked is not ['/', '/' or '\\', ..] && !asked.Any(char.IsControl) && !asked.StartsWith("/sign-", StringComparison.Ordinal)
            ? asked : "/";
}
