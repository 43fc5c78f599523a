namespace Zrepl.Engine.Hooks.Command;

/// <summary>
/// Keeps the last bytes of what a hook prints. Memory grows with the output from 32 KiB up to the limit. If anything was dropped,
/// the first five bytes are replaced by <c>(...)</c>. For use by several threads (spec 5.3, 8.11).
/// </summary>
internal sealed class OutputRing
{
    private const int InitialCapacity = 32 * 1024;

    private readonly Lock _lock = new();
    private readonly int _limit;
    private byte[] _kept;
    private int _first;
    private int _length;
    private bool _hasDropped;

    /// <param name="limit">Bytes to keep, at least 1.</param>
    public OutputRing(int limit)
    {
        if (limit <= 0) throw new ArgumentOutOfRangeException(nameof(limit), limit, "max must be positive");
        _limit = limit;
        _kept = new byte[Math.Min(limit, InitialCapacity)];
    }

    private static ReadOnlySpan<byte> DroppedMark => "(...)"u8;

    /// <summary>Bytes allocated.</summary>
    public int Capacity => _kept.Length;

    /// <summary>Bytes kept.</summary>
    public int Length => _length;

    /// <summary>Appends, dropping the oldest bytes where there is no room.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (bytes.Length > _limit)
            {
                _hasDropped = true;
                _length = 0;
                bytes = bytes[^_limit..];
            }

            Grow(Math.Min((long)_length + bytes.Length, _limit));
            DropOldest(_length + bytes.Length - _kept.Length);
            var end = (_first + _length) % _kept.Length;
            var untilWrap = Math.Min(bytes.Length, _kept.Length - end);
            bytes[..untilWrap].CopyTo(_kept.AsSpan(end));
            bytes[untilWrap..].CopyTo(_kept);
            _length += bytes.Length;
        }
    }

    /// <summary>A copy of what is kept, oldest first.</summary>
    public byte[] ToArray()
    {
        lock (_lock)
        {
            var copy = new byte[_length];
            var untilWrap = Math.Min(_length, _kept.Length - _first);
            _kept.AsSpan(_first, untilWrap).CopyTo(copy);
            _kept.AsSpan(0, _length - untilWrap).CopyTo(copy.AsSpan(untilWrap));
            if (_hasDropped) DroppedMark[..Math.Min(DroppedMark.Length, _length)].CopyTo(copy);
            return copy;
        }
    }

    // Only a ring of full size wraps, so what is kept begins at 0 here.
    private void Grow(long needed)
    {
        if (needed <= _kept.Length) return;
        var capacity = (long)_kept.Length;
        while (capacity < needed) capacity *= 2;
        Array.Resize(ref _kept, (int)Math.Min(capacity, _limit));
    }

    private void DropOldest(int count)
    {
        if (count <= 0) return;
        _first = (_first + count) % _kept.Length;
        _length -= count;
        _hasDropped = true;
    }
}
