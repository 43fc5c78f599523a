using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

namespace Zrepl.Tests.Support;

/// <summary>The end of what writes to a directory, before the directory is deleted.</summary>
internal static class WriterEnd
{
    /// <summary>Ends a service without patience, on a clock that may stand still, and waits until it does nothing any more.</summary>
    public static async Task EndAsync(this BackgroundService service)
    {
        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(Deadline.OfATest);
        await service.OverAsync();
        SqliteConnection.ClearAllPools();
    }

    /// <summary>Waits until a service that was told to end has ended, well or not: whoever told it need not have waited.</summary>
    public static async Task OverAsync(this BackgroundService service)
    {
        if (service.ExecuteTask is { } loop) await Task.WhenAny(loop).WaitAsync(Deadline.OfATest);
    }
}
