using System.Collections.Immutable;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Hosting;

/// <summary>The feeds of several engines as one, the jobs of the first engine first.</summary>
internal sealed class MergedStatusFeed(ImmutableArray<IStatusFeed> feeds) : IStatusFeed
{
    /// <inheritdoc/>
    public ImmutableArray<JobStatus> Current => [.. feeds.SelectMany(feed => feed.Current)];

    /// <inheritdoc/>
    public JobStatus? Find(string job) => feeds.Select(feed => feed.Find(job)).FirstOrDefault(status => status is not null);

    /// <inheritdoc/>
    public IDisposable Subscribe(string job, Action<JobStatus> changed)
    {
        var serial = new Lock();
        return new Subscriptions([.. feeds.Select(feed => feed.Subscribe(job, status =>
        {
            lock (serial) changed(status);
        }))]);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<ImmutableArray<JobStatus>> changed)
    {
        // Whichever engine moved, the subscriber is told of all; never twice at once, and never older after newer.
        var serial = new Lock();
        return new Subscriptions([.. feeds.Select(feed => feed.Subscribe(_ =>
        {
            lock (serial) changed(Current);
        }))]);
    }

    private sealed class Subscriptions(ImmutableArray<IDisposable> all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in all) one.Dispose();
        }
    }
}
