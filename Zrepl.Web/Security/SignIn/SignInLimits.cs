using System.Threading.RateLimiting;

namespace Zrepl.Web.Security.SignIn;

/// <summary>
/// How often passwords and setup tokens may be tried: so many a minute from one address, and only a few at once, since hashing a password is work for
/// the machine that has to replicate.
/// </summary>
/// <param name="clock">The time.</param>
internal sealed class SignInLimits(TimeProvider clock) : IDisposable
{
    /// <summary>Tries from one address in a minute.</summary>
    public const int TriesPerMinute = 20;

    private const int AtOnce = 2;
    private const int Waiting = 20;

    private readonly TriesByAddress _byAddress = new(TriesPerMinute, clock);

    private readonly ConcurrencyLimiter _together =
        new(new() { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Takes a place for one try.</summary>
    /// <returns>The place, to be disposed of afterwards; null: too many.</returns>
    public async Task<IDisposable?> TakeAsync(string address, CancellationToken cancellation)
    {
        if (!_byAddress.TryCount(address)) return null;
        var place = await _together.AcquireAsync(1, cancellation);
        if (place.IsAcquired) return place;
        place.Dispose();
        return null;
    }

    public void Dispose() => _together.Dispose();
}
