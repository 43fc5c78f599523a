using Zrepl.Engine.Stalls;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Endpoints;

/// <summary>The end of a stream that is a <c>zfs send</c> or <c>zfs recv</c> of this machine, or what comes before it.</summary>
/// <param name="zfs">ZFS of this machine.</param>
/// <param name="dataset">What is sent, or received into.</param>
/// <param name="isReceiver">True if it is received into.</param>
internal sealed class CommandEnd(ZfsHost zfs, DatasetPath dataset, bool isReceiver) : IStreamEnd
{
    // ZFS keeps a reserve for itself; what is left beside it is 0 where nothing can be written any more.
    private const long NoRoom = 1 << 20;

    private const string Token = "receive_resume_token";
    private const string Used = "used";
    private const string Available = "available";

    private static readonly string[] Asked = [Token, Used, Available];

    private volatile IRunningCommand? _command;

    /// <inheritdoc/>
    public string Description => $"pool {dataset.Pool}";

    /// <summary>Says that the command has begun.</summary>
    public void Begin(IRunningCommand command) => _command = command;

    /// <inheritdoc/>
    public EndSample Look()
    {
        if (_command is not { } command) return EndSample.NotBegun;
        var signs = command.Look();
        var waiting = isReceiver ? signs.InputWaiting : signs.OutputWaiting;
        return new()
        {
            Kind = EndKind.Command,
            ProcessId = command.ProcessId,
            State = signs.State,
            CpuTicks = signs.CpuTicks,
            IoBytes = signs.IoBytes,
            Moved = waiting,
            IsAwaited = waiting is { } bytes ? bytes > 0 == isReceiver : null,
        };
    }

    /// <inheritdoc/>
    public async Task<EndFacts> AskAsync(CancellationToken cancellation)
    {
        var pool = await zfs.Pools.ReadAsync(dataset.Pool, cancellation);
        if (pool.IsSuspended) return new(null, PoolState.Suspended);
        if (!isReceiver) return new(null, PoolState.Well);
        var (progress, available) = await ProgressAsync(cancellation);
        return new(progress, available < NoRoom || pool.FreeBytes == 0 ? PoolState.Full : PoolState.Well);
    }

    private async Task<(string? Progress, long? Available)> ProgressAsync(CancellationToken cancellation)
    {
        try
        {
            var table = await zfs.PropertyReader.ReadAsync(dataset.Text, Asked, cancellation);
            var (token, used) = (Value(Token), Value(Used)); // used also grows with what is received below
            return (token is null or "" or "-" ? used : token, long.TryParse(Value(Available), out var available) ? available : null);

            string? Value(string property) => table.Find(dataset.Text, property)?.Value;
        }
        catch (DatasetMissingException)
        {
            return (null, await RoomAboveAsync(cancellation)); // a first receive that has stored nothing yet
        }
    }

    private async Task<long?> RoomAboveAsync(CancellationToken cancellation)
    {
        if (dataset.Ancestors().LastOrDefault() is var parent && parent == default) return null;
        var table = await zfs.PropertyReader.ReadAsync(parent.Text, [Available], cancellation);
        return long.TryParse(table.Find(parent.Text, Available)?.Value, out var available) ? available : null;
    }
}
