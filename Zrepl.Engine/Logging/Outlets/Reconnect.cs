namespace Zrepl.Engine.Logging.Outlets;

/// <summary>A connection that is made when needed, dropped when it fails, and tried again after an interval.</summary>
internal sealed class Reconnect<TConnection>(TimeSpan retryInterval, TimeProvider clock) : IAsyncDisposable
    where TConnection : class, IDisposable
{
    private TConnection? _connection;
    private long? _lastFailure;
    private string _reason = "";

    /// <summary>Uses the connection, making it first if there is none.</summary>
    /// <exception cref="IOException">There is none, and it is too early to try again.</exception>
    public async ValueTask UseAsync(
        Func<CancellationToken, ValueTask<TConnection>> connect, Func<TConnection, CancellationToken, ValueTask> use, CancellationToken cancellation)
    {
        if (_connection is null && _lastFailure is { } last && clock.GetElapsedTime(last) < retryInterval) throw new IOException(_reason);
        try
        {
            _connection ??= await connect(cancellation);
            await use(_connection, cancellation);
            _lastFailure = null;
        }
        catch (Exception failure)
        {
            _connection?.Dispose();
            _connection = null;
            _lastFailure = clock.GetTimestamp();
            _reason = failure.Message;
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        return ValueTask.CompletedTask;
    }
}
