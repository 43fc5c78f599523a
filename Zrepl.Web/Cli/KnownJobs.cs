using Zrepl.Engine.Status.Document;

namespace Zrepl.Web.Cli;

/// <summary>The jobs there are, for whoever named another one.</summary>
internal static class KnownJobs
{
    private const int Most = 20;

    /// <summary>In a sentence; null if there are none.</summary>
    public static string? InWords(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 0 ? null : $"Jobs there are: {string.Join(", ", all.Take(Most))}{(all.Count > Most ? $" and {all.Count - Most} more" : "")}.";
    }

    /// <summary>Those of a status.</summary>
    public static string? Of(StatusDocument status) => InWords(status.Jobs.Where(job => job.Value is not JobDocument.Internal).Select(job => job.Key));

    /// <summary>Those of a daemon; null if it does not tell.</summary>
    public static async Task<string?> OfDaemonAsync(ControlClient client, CancellationToken cancellation)
    {
        try
        {
            return Of(await client.StatusAsync(cancellation));
        }
        catch (CommandFailedException)
        {
            return null; // the refusal itself is what counts
        }
    }
}
