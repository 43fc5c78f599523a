using Microsoft.Playwright;

namespace Zrepl.Tests.Browser.Load;

/// <summary>What the daemon tells one page over its live connection.</summary>
internal sealed class PageTraffic
{
    private const int Ping = 16; // bytes; what keeps the connection alive is shorter, what changes the page longer

    private int _updates;
    private long _bytes;

    /// <summary>Listens from before the page connects.</summary>
    public PageTraffic(IPage page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Count(frame.Binary?.Length ?? frame.Text?.Length ?? 0);

    /// <summary>Messages that changed the page, and bytes, since the last call.</summary>
    public (int Updates, long Bytes) Take() => (Interlocked.Exchange(ref _updates, 0), Interlocked.Exchange(ref _bytes, 0));

    private void Count(int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (bytes > Ping) Interlocked.Increment(ref _updates);
    }
}
