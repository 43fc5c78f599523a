namespace Zrepl.Zfs.Snapshots;

/// <summary>What came of each snapshot that was to be destroyed, as far as that is settled.</summary>
internal sealed class DestroyOutcomes
{
    private readonly Dictionary<DestroyRequest, Exception?> _settled = [];

    /// <summary>One of the failures; null if there was none so far.</summary>
    public Exception? FirstFailure => _settled.Values.FirstOrDefault(failure => failure is not null);

    /// <summary>Why it is still there; null if it is gone.</summary>
    public Exception? Of(DestroyRequest request) => _settled[request];

    /// <summary>It is gone, or it is known why it is not.</summary>
    public void Settle(DestroyRequest request, Exception? failure) => _settled[request] = failure;

    /// <summary>The same for those of which nothing is known so far: what is gone stays gone, whatever fails later.</summary>
    public void SettleOthers(IEnumerable<DestroyRequest> requests, Exception? failure)
    {
        foreach (var request in requests) _settled.TryAdd(request, failure);
    }
}
