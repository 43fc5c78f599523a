namespace Zrepl.Zfs.Moving;

/// <summary>Runs what waits in the kernel on a thread of its own, so that it takes none of the pool.</summary>
public static class OwnThread
{
    /// <summary>Runs it; its end is the task's.</summary>
    public static Task<T> RunAsync<T>(Func<T> waits) =>
        Task.Factory.StartNew(waits, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
