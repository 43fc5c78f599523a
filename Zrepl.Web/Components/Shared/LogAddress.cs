using System.Globalization;

namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of pieces of the log.</summary>
internal static class LogAddress
{
    /// <summary>The lines of a job.</summary>
    public static string OfJob(string job) => "/logs?job=" + Uri.EscapeDataString(job);

    /// <summary>The lines of a job between two moments.</summary>
    /// <param name="job">The job.</param>
    /// <param name="from">The first moment.</param>
    /// <param name="until">The last; null for all that follow.</param>
    public static string Of(string job, DateTimeOffset from, DateTimeOffset? until)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"/logs?job={Uri.EscapeDataString(job)}&from={from.ToUnixTimeMilliseconds()}");
        return until is { } end ? string.Create(CultureInfo.InvariantCulture, $"{address}&until={end.ToUnixTimeMilliseconds()}") : address;
    }
}
