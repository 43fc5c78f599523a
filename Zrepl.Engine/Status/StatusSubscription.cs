using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Status;

/// <summary>
/// One subscriber and the newest value it has not seen. Its callback runs on the thread pool, never twice at once; whoever offers a value
/// only swaps a reference.
/// </summary>
/// <param name="job">The job it is about, or null for all.</param>
/// <param name="changed">The subscriber.</param>
/// <param name="logger">Told what the subscriber throws.</param>
/// <param name="ended">Called once when the subscription ends.</param>
internal sealed class StatusSubscription<T>(string? job, Action<T> changed, ILogger logger, Action<StatusSubscription<T>> ended)
    : IDisposable, IThreadPoolWorkItem
{
    private Value? _next;
    private int _isScheduled;
    private int _hasEnded;

    public string? Job => job;

    public void Offer(T value)
    {
        Volatile.Write(ref _next, new(value));
        Schedule();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) == 0) ended(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Volatile.Read(ref _hasEnded) == 0 && Interlocked.Exchange(ref _next, null) is { } next)
        {
            try
            {
                changed(next.Of);
            }
            catch (Exception failure) // a broken page must not end the others
            {
                logger.SubscriberFailed(job ?? "all jobs", failure);
            }
        }

        Volatile.Write(ref _isScheduled, 0);
        Interlocked.MemoryBarrier(); // a value offered after the last look above must find us either looking or not scheduled
        if (Volatile.Read(ref _next) is not null && Volatile.Read(ref _hasEnded) == 0) Schedule();
    }

    private void Schedule()
    {
        if (Interlocked.Exchange(ref _isScheduled, 1) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private sealed record Value(T Of);
}
