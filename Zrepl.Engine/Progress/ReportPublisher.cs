using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Progress;

/// <summary>
/// Hands the latest report to a reader whenever it changed. Intermediate values may be dropped, older ones never follow newer ones, and
/// whoever changes the report does not wait for the reader.
/// </summary>
/// <typeparam name="T">An immutable report.</typeparam>
/// <param name="current">The report as it is now; the same object as before if nothing changed.</param>
/// <param name="changed">Set at each change of state.</param>
/// <param name="isMoving">True while the report changes without a signal, as byte counts do.</param>
/// <param name="every">How often to look while it is moving.</param>
/// <param name="publish">The reader; must be quick.</param>
/// <param name="clock">Time.</param>
/// <param name="logger">Told once if the reader fails.</param>
public sealed class ReportPublisher<T>(
    Func<T> current, Signal changed, Func<bool> isMoving, TimeSpan every, Action<T> publish, TimeProvider clock, ILogger logger)
    where T : class
{
    private T? _last;
    private bool _readerFailed;

    /// <summary>Publishes until <paramref name="end"/> is cancelled; the last report is published in any case.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var next = changed.Next;
            PublishIfNew();
            try
            {
                if (isMoving()) await Signal.WaitAsync(next, every, clock, end);
                else await next.WaitAsync(end);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        PublishIfNew();
    }

    private void PublishIfNew()
    {
        var report = current();
        if (ReferenceEquals(report, _last)) return;
        _last = report;
        try
        {
            publish(report);
        }
        catch (Exception failure) // a broken reader must not end a replication
        {
            if (!_readerFailed) logger.ReportReaderFailed(failure);
            _readerFailed = true;
        }
    }
}
