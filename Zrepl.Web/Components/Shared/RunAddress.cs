using System.Globalization;

namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pages about runs.</summary>
internal static class RunAddress
{
    /// <summary>The page of a run.</summary>
    public static string Of(long id) => "/runs/" + id.ToString(CultureInfo.InvariantCulture);

    /// <summary>The runs of datasets that have a text in their name.</summary>
    public static string OfDatasetsWith(string text) => "/runs?dataset=" + Uri.EscapeDataString(text);

    /// <summary>The runs of a job.</summary>
    public static string OfJob(string job) => "/runs?job=" + Uri.EscapeDataString(job);
}
