using System.Text.Json;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.State;

/// <summary>
/// A model that lives in a directory and is shared by all processes that open it. Its journal has one transaction per line; whoever enters
/// holds a file lock, reads what others have added, and adds its own lines. A process that dies while it writes leaves half a line, which the
/// next one cuts off: a transaction is there as a whole or not at all.
/// </summary>
internal sealed class DirectoryStore(string directory, bool syncsToDisk) : StateStore
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(20);

    private readonly JournalFile _journal = new(directory, syncsToDisk);
    private FileStream? _lock;

    /// <summary>True if the directory held no host yet. Only between entering and leaving.</summary>
    public bool IsNew => _journal.IsEmpty;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _journal.Dispose();
    }

    protected override async ValueTask OpenSharedStateAsync(CancellationToken cancellation)
    {
        _lock = await LockAsync(cancellation);
        try
        {
            if (_journal.Open()) Model = new HostModel(); // the first time, or a shorter journal has taken its place

            foreach (var line in _journal.ReadNew()) Parse(line).Apply(Model);
        }
        catch
        {
            CloseSharedState();
            throw;
        }
    }

    protected override void CloseSharedState()
    {
        _lock?.Dispose();
        _lock = null;
    }

    protected override void Persist(Transaction transaction) => _journal.Append(Write(transaction));

    protected override void Applied()
    {
        if (_journal.IsWorthRewriting) Rewrite();
    }

    /// <summary>Replaces the journal by the shortest one that gives the same model. Only between entering and leaving.</summary>
    internal void Rewrite() => _journal.Rewrite(ModelDump.Of(Model).Select(Write));

    private static byte[] Write(Transaction transaction) => JsonSerializer.SerializeToUtf8Bytes(transaction, StateJson.Default.Transaction);

    private static Transaction Parse(ReadOnlyMemory<byte> line) =>
        JsonSerializer.Deserialize(line.Span, StateJson.Default.Transaction) ?? throw new InvalidDataException("A line of the journal is empty.");

    // Across processes there is no lock that can be waited for and cancelled, hence short waits.
    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        var wait = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (FileLock.TryExclusive(Path.Combine(directory, "lock")) is { } file) return file;
            await Task.Delay(wait, cancellation);
            wait = wait < LongestWait ? wait * 2 : LongestWait;
        }
    }
}
