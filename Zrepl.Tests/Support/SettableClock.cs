using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Zrepl.Tests.Support;

/// <summary>A fake clock whose wall time can be set apart from the time that passes, as an operator or a sleep of the machine does.</summary>
public sealed class SettableClock : FakeTimeProvider
{
    private readonly Channel<ITimer> _timers = Channel.CreateUnbounded<ITimer>();
    private TimeSpan _offset;

    /// <summary>Sets the wall clock forward or back; timers do not notice.</summary>
    public void SetWallClockBy(TimeSpan delta) => _offset += delta;

    /// <summary>Lets time pass as soon as the code under test has begun one more wait on this clock.</summary>
    public async Task PassOnceAwaitedAsync(TimeSpan time)
    {
        await _timers.Reader.ReadAsync().AsTask().WaitAsync(Deadline.OfATest); // a deadline for a broken test, not a pause
        Advance(time);
    }

    /// <summary>Completes once somebody waits for a timer whose time has not been let pass yet.</summary>
    public async Task AwaitedAsync() => await _timers.Reader.WaitToReadAsync().AsTask().WaitAsync(Deadline.OfATest);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _offset;

    // The base class would count the wall clock's steps as time that passed.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(timer);
        return timer;
    }
}
