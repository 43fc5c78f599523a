using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Send;

namespace Zrepl.Engine.Endpoints;

/// <summary>How a job sends.</summary>
/// <param name="Job">Owner of the holds and bookmarks.</param>
/// <param name="Filter">What may be sent, and all that a peer may see.</param>
/// <param name="Flags">Options of <c>zfs send</c>.</param>
/// <param name="Throttle">Wraps each stream into the job's bandwidth limit, which tells the watch when the stream waits for it; null for no limit.</param>
public sealed record SenderOptions(JobName Job, FilesystemFilter Filter, SendFlags Flags, Func<Stream, StreamWatch?, Stream>? Throttle = null)
{
    /// <summary>Told at each listing how many rules of the filter spoke of no dataset; null: nobody asks.</summary>
    public Action<int>? FilterEvaluated { get; init; }
}
