using System.Buffers;
using System.Text;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>Cuts a stream of bytes into lines for the log. A line of more than 64 KiB is reported once, cut off there (spec 5.3).</summary>
internal sealed class LineSplitter(Action<string> line)
{
    private const int LongestLine = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new();
    private bool _isCut;

    /// <summary>Takes in bytes and reports the lines they complete.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Keep(bytes[..end]);
            Report();
            bytes = bytes[(end + 1)..];
        }

        Keep(bytes);
    }

    /// <summary>Reports what is left without a line end.</summary>
    public void Complete()
    {
        if (_pending.WrittenCount > 0) Report();
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = LongestLine - _pending.WrittenCount;
        _isCut |= bytes.Length > room;
        _pending.Write(bytes[..Math.Min(room, bytes.Length)]);
    }

    private void Report()
    {
        var text = Encoding.UTF8.GetString(_pending.WrittenSpan);
        line(_isCut ? text + " (line cut off)" : text.EndsWith('\r') ? text[..^1] : text);
        _pending.ResetWrittenCount();
        _isCut = false;
    }
}
