namespace Zrepl.Web.Hosting;

/// <summary>The end of a web server that may take only so long.</summary>
internal static class WebServerEnd
{
    /// <summary>Stops it; what is not over in time is broken off.</summary>
    /// <returns>False if something was.</returns>
    public static async Task<bool> StopWithinAsync(this WebApplication app, CancellationToken patience)
    {
        try
        {
            await app.StopAsync(patience);
            return true;
        }
        catch (Exception late) when (patience.IsCancellationRequested && IsCancelled(late))
        {
            return false;
        }
    }

    // The host tells of several services that were late in one exception.
    private static bool IsCancelled(Exception failure) =>
        failure is OperationCanceledException || (failure is AggregateException several && several.Flatten().InnerExceptions.All(one => one is OperationCanceledException));
}
