using System.Globalization;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>
/// A hook of type <c>mysql-lock-tables</c>: nobody writes to the database while the snapshot is taken (spec replication 5.5). The lock is the
/// connection's: it is kept open from the pre step to the post step, and whatever ends it ends the lock.
/// </summary>
/// <param name="open">Connects to it.</param>
/// <param name="clock">Time.</param>
internal sealed class MySqlLockTablesHook(OpenDatabase open, TimeProvider clock) : DatabaseHook
{
    private const string Lock = "FLUSH TABLES WITH READ LOCK";
    private const string Unlock = "UNLOCK TABLES";

    /// <inheritdoc/>
    public override string Name => "MySQL FLUSH TABLES WITH READ LOCK";

    /// <inheritdoc/>
    public override IHookRun Open(HookContext context) => new Run(open, Timeout, context.IsDryRun, clock);

    private sealed class Run(OpenDatabase open, TimeSpan? timeout, bool isDryRun, TimeProvider clock) : IHookRun
    {
        private IDatabaseSession? _locked;

        public async Task<HookReport> RunAsync(HookEdge edge, CancellationToken cancellation)
        {
            var (what, work) = edge == HookEdge.Pre ? (Lock, (Func<CancellationToken, Task>)LockAsync) : (Unlock, UnlockAsync);
            var reason = await DatabaseStep.FailureOfAsync(work, timeout, clock, cancellation);
            if (reason is not null && edge == HookEdge.Post && _locked is { IsOpen: false }) reason = $"connection lost while tables were locked, snapshot may be inconsistent: {reason}";
            if (reason is not null || edge == HookEdge.Post) await DisposeAsync();
            var text = reason is null ? what : $"{what}: {reason}";
            return new HookReport(text, reason is null ? null : new HookFailure(reason, text));
        }

        // Whatever became of the steps, the tables are free afterwards.
        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _locked, null) is { } session) await session.DisposeAsync();
        }

        private async Task LockAsync(CancellationToken cancellation)
        {
            _locked = await open(cancellation);
            // The server's own limit, too: a client that goes away while it waits for the lock leaves the server waiting, and with it everybody who writes.
            if (timeout is { } longest)
                await _locked.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET SESSION lock_wait_timeout={Math.Max(1, Math.Floor(longest.TotalSeconds))}"), cancellation);
            await _locked.ExecuteAsync(isDryRun ? "SELECT 1" : Lock, cancellation);
        }

        private async Task UnlockAsync(CancellationToken cancellation)
        {
            if (_locked is not null && !isDryRun) await _locked.ExecuteAsync(Unlock, cancellation);
        }
    }
}
