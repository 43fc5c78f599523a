using Zrepl.Engine.Status;

namespace Zrepl.Web.Hosting;

/// <summary>Tells when the jobs have got beyond being set up: those that listen can be reached, or have said why they cannot.</summary>
internal static class JobsUp
{
    // A daemon counts as ready although one of its jobs is not.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>Waits for it, within limits: a service that is told to start after this one finds its listeners.</summary>
    public static async Task WaitAsync(IStatusFeed feed, TimeProvider clock, CancellationToken cancellation)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = feed.Subscribe(jobs =>
        {
            if (jobs.All(job => job.Phase != JobPhase.Starting)) up.TrySetResult();
        });
        try
        {
            await up.Task.WaitAsync(LongestWait, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // The job itself tells what is wrong.
        }
    }
}
