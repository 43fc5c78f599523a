using System.Globalization;
using Zrepl.Engine.Tracing.Runs;

namespace Zrepl.Web.Components.Shared;

/// <summary>Addresses of traces of runs.</summary>
internal static class TraceAddress
{
    /// <summary>A trace, at one of its spans.</summary>
    /// <param name="name">The trace.</param>
    /// <param name="span">Ids of the span and of what is around it; null for the whole.</param>
    public static string Of(RunTraceName name, string? span = null)
    {
        var address = "/traces/" + Uri.EscapeDataString(name.ToString());
        return span is null ? address : $"{address}?span={Uri.EscapeDataString(span)}";
    }

    /// <summary>The trace of a run that the history knows; its begin tells runs of one number apart, which there are after a restart.</summary>
    public static string OfRun(string job, long number, DateTimeOffset begun) => string.Create(
        CultureInfo.InvariantCulture, $"/traces/run?job={Uri.EscapeDataString(job)}&number={number}&at={begun.ToUnixTimeMilliseconds()}");

    /// <summary>All traces of a job.</summary>
    public static string OfJob(string job) => "/traces?job=" + Uri.EscapeDataString(job);

    /// <summary>The list of traces of a job, at the run that was under way at a moment.</summary>
    public static string Of(string job, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"/traces?job={Uri.EscapeDataString(job)}&at={at.ToUnixTimeMilliseconds()}");
}
