using System.Globalization;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>
/// A hook of type <c>postgres-checkpoint</c>: the database writes to disk what it holds in memory, so that it starts quickly from the snapshot
/// (spec replication 5.4).
/// </summary>
/// <param name="open">Connects to it.</param>
/// <param name="clock">Time.</param>
internal sealed class PostgresCheckpointHook(OpenDatabase open, TimeProvider clock) : DatabaseHook
{
    private const string Skipped = "skipped this edge"; // upstream's words for a step without anything to do

    /// <inheritdoc/>
    public override string Name => "postgres checkpoint";

    /// <inheritdoc/>
    public override IHookRun Open(HookContext context) => new Run(this, context, clock);

    private async Task CheckpointAsync(bool isDryRun, CancellationToken cancellation)
    {
        await using var session = await open(cancellation);
        // Its own limit, too: a client that goes away does not end a checkpoint.
        if (Timeout is { } timeout) await session.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"SET statement_timeout TO {Math.Max(1, Math.Floor(timeout.TotalMilliseconds))}"), cancellation);
        await session.ExecuteAsync(isDryRun ? "SELECT 1" : "CHECKPOINT", cancellation);
    }

    private sealed class Run(PostgresCheckpointHook hook, HookContext context, TimeProvider clock) : IHookRun
    {
        public async Task<HookReport> RunAsync(HookEdge edge, CancellationToken cancellation)
        {
            if (edge != HookEdge.Pre) return new HookReport(Skipped);
            var reason = await DatabaseStep.FailureOfAsync(limited => hook.CheckpointAsync(context.IsDryRun, limited), hook.Timeout, clock, cancellation);
            if (reason is null) return new HookReport("postgres CHECKPOINT completed");
            var text = $"postgres CHECKPOINT failed: {reason}";
            return new HookReport(text, new HookFailure(reason, text));
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask; // the steps share nothing
    }
}
