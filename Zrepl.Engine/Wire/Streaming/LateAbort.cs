using Zrepl.Engine.Wire.Framing;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>While it exists: some time after a cancellation the connection is broken off.</summary>
internal sealed class LateAbort : IDisposable
{
    private readonly ITimer _timer;
    private readonly CancellationTokenRegistration _registration;

    public LateAbort(FrameConnection connection, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        _timer = clock.CreateTimer(_ => connection.Abort("cancelled, and the other side takes nothing"), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = cancellation.UnsafeRegister(_ => _timer.Change(patience, Timeout.InfiniteTimeSpan), null);
    }

    /// <summary>Closes a connection; once cancelled, an orderly end may take only so long.</summary>
    public static async Task CloseAsync(FrameConnection connection, TimeSpan patience, TimeProvider clock, CancellationToken cancellation)
    {
        using var late = new LateAbort(connection, patience, clock, cancellation);
        await connection.CloseAsync();
    }

    public void Dispose()
    {
        _registration.Dispose(); // waits for a callback under way
        _timer.Dispose();
    }
}
