using Zrepl.Web.Data;

namespace Zrepl.Web.Live;

/// <summary>A part of a page that reads the history once it is in a browser, and again when something was stored, until it is left.</summary>
internal sealed class HistoryReading : IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly Func<CancellationToken, Task> _read;
    private readonly HistorySubscription _news;

    /// <summary>Reads when something was stored.</summary>
    /// <param name="news">The history.</param>
    /// <param name="read">Reads and shows it; reports its failures itself, except that it was left.</param>
    /// <param name="clock">The time.</param>
    public HistoryReading(HistoryNews news, Func<CancellationToken, Task> read, TimeProvider clock)
    {
        _read = read;
        _news = HistorySubscription.To(news, ReadAsync, clock);
    }

    /// <summary>Reads for the first time, without waiting for it.</summary>
    public void Begin() => _ = ReadAsync();

    /// <inheritdoc/>
    public void Dispose()
    {
        _news.Dispose();
        _left.Cancel();
    }

    private async Task ReadAsync()
    {
        try
        {
            await _read(_left.Token);
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // the page was left
        }
    }
}
