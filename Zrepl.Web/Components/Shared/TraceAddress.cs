using System.Globalization;

namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of traces of runs.</summary>
internal static class TraceAddress
{
    /// <summary>The list of traces of a job, at the run that was under way at a moment.</summary>
    public static string Of(string job, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"/traces?job={Uri.EscapeDataString(job)}&at={at.ToUnixTimeMilliseconds()}");
}
