namespace Zrepl.Zfs.Commands;

/// <summary>
/// Keeps the first and the last bytes of a stream of unknown length: the first name the cause, the last the consequence. Not thread-safe;
/// its owner locks.
/// </summary>
/// <param name="bytesEachEnd">Room for each of the two parts.</param>
internal sealed class HeadTailBuffer(int bytesEachEnd)
{
    private readonly List<byte> _head = [];
    private readonly byte[] _tail = new byte[bytesEachEnd];
    private long _tailWritten;

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var toHead = Math.Min(bytes.Length, bytesEachEnd - _head.Count);
        _head.AddRange(bytes[..toHead]);
        foreach (var octet in bytes[toHead..]) _tail[_tailWritten++ % bytesEachEnd] = octet;
    }

    /// <summary>What is kept, as text; a note stands where bytes are missing.</summary>
    public string ReadText()
    {
        var kept = (int)Math.Min(_tailWritten, bytesEachEnd);
        var tail = new byte[kept];
        for (var i = 0; i < kept; i++) tail[i] = _tail[(_tailWritten - kept + i) % bytesEachEnd];
        var dropped = _tailWritten - kept;
        var head = System.Text.Encoding.UTF8.GetString([.. _head]);
        return dropped == 0 && kept == 0
            ? head
            : head + (dropped > 0 ? $"\n... {dropped} bytes left out ...\n" : "") + System.Text.Encoding.UTF8.GetString(tail);
    }
}
