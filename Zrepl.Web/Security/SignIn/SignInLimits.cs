using System.Threading.RateLimiting;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// How often passwords and setup tokens may be tried: so many a minute from one address, and only a few at once, since hashing a password is work for
/// the machine that has to replicate.
/// </summary>
internal sealed class SignInLimits : IDisposable
{
    /// <summary>Tries from one address in a minute.</summary>
    public const int TriesPerMinute = 20;

    private const int AtOnce = 2;
    private const int Waiting = 20;

    private readonly PartitionedRateLimiter<string> _byAddress = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetSlidingWindowLimiter(address, _ =>
            new() { PermitLimit = TriesPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));

    private readonly ConcurrencyLimiter _together =
        new(new() { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Takes a place for one try.</summary>
    /// <returns>The place, to be disposed of afterwards; null: too many.</returns>
    public async Task<IDisposable?> TakeAsync(string address, CancellationToken cancellation)
    {
        using var permit = _byAddress.AttemptAcquire(address);
        if (!permit.IsAcquired) return null;
        var place = await _together.AcquireAsync(1, cancellation);
        if (place.IsAcquired) return place;
        place.Dispose();
        return null;
    }

    public void Dispose()
    {
        _byAddress.Dispose();
        _together.Dispose();
    }
}
