using Zrepl.Engine.Guarantees;

namespace Zrepl.Web.Live.Datasets;

/// <summary>Whether a hold or bookmark is still needed, in a word. The same on pages and in the API.</summary>
internal static class GuaranteeStates
{
    public const string Needed = "needed", Stale = "stale", Suspect = "forgotten?";

    /// <summary>Of one of those that were judged.</summary>
    public static string StateOf(this StaleGuarantees judged, Guarantee guarantee) =>
        judged.Stale.Contains(guarantee) ? Stale : judged.Suspects.Contains(guarantee) ? Suspect : Needed;
}
