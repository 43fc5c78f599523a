using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Zfs.Moving;

/// <summary>
/// Reads what is there, not only what one read gives: TLS hands out one record of 16 KiB at a time, and each write to a pipe wakes whoever reads it. Never
/// waits while it has something to give: a read that is not done at once goes on while the caller writes what came before it.
/// </summary>
/// <param name="source">Where bytes come from.</param>
/// <param name="buffer">Where they go; belongs to this object until <see cref="StopAsync"/> has ended.</param>
public sealed class GatheredReads(Stream source, Memory<byte> buffer)
{
    private const int LeastRoom = 16 * 1024; // less is not worth a read

    private ValueTask<int>? _underWay; // puts its bytes at _end
    private int _end;
    private bool _isOver;

    /// <summary>The next bytes, which stay as they are until the next call; none at the end of the source.</summary>
    /// <exception cref="Exception">What the source throws, once everything before it was given out.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellation)
    {
        if (_isOver) return default;
        if (_underWay is null) Begin(at: 0, cancellation);
        var start = _end;
        do
        {
            var count = await Take();
            _isOver = count == 0;
            _end += count;
            if (_isOver || buffer.Length - _end < LeastRoom) break;
            Begin(_end, cancellation);
        }
        while (_underWay!.Value.IsCompletedSuccessfully);
        return buffer[start.._end];
    }

    /// <summary>Waits for a read that is under way; what it gives or throws is nobody's any more. Its token should be cancelled before.</summary>
    public async ValueTask StopAsync()
    {
        _isOver = true;
        if (_underWay is null) return;
        try
        {
            await Take();
        }
        catch (Exception)
        {
            // The caller has ended for a reason of its own, which is the one to tell.
        }
    }

    [SuppressMessage("Reliability", "CA2012", Justification = "Awaited once: Take empties the field. Most reads are done at once, and none of them shall cost a task.")]
    private void Begin(int at, CancellationToken cancellation)
    {
        _end = at;
        try
        {
            _underWay = source.ReadAsync(buffer[at..], cancellation);
        }
        catch (Exception failure) // at once: what was gathered before it comes first all the same
        {
            _underWay = ValueTask.FromException<int>(failure);
        }
    }

    private ValueTask<int> Take()
    {
        var taken = _underWay!.Value;
        _underWay = null;
        return taken;
    }
}
