using System.Text;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>Standard error, which is always drained and of which the first and last 32 KiB are kept.</summary>
internal sealed class ErrorWriter
{
    private const int Kept = 32 * 1024;
    private readonly Lock _lock = new();
    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();

    public string Text
    {
        get
        {
            lock (_lock) return _head.ToString() + _tail;
        }
    }

    public void WriteLine(string text) => Write(text + "\n");

    public void Write(string text)
    {
        lock (_lock)
        {
            var forHead = Math.Min(text.Length, Kept - _head.Length);
            _head.Append(text, 0, forHead);
            _tail.Append(text, forHead, text.Length - forHead);
            if (_tail.Length > 2 * Kept) _tail.Remove(0, _tail.Length - Kept);
        }
    }
}
