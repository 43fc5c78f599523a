using System.Text;

namespace Zrepl.Engine.Transport.Ssh;

/// <summary>The end of what ssh prints to stderr: its own complaints, and those of <c>zrepl stdinserver</c> on the other side.</summary>
internal sealed class SshErrorText
{
    private const int BytesKept = 32 * 1024; // as Go keeps
    private const int LinesShown = 3;

    private readonly Lock _lock = new();
    private readonly Queue<byte> _kept = new();

    /// <summary>The last lines, as one.</summary>
    public string LastLines
    {
        get
        {
            string text;
            lock (_lock) text = Encoding.UTF8.GetString([.. _kept]);
            return string.Join("; ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(LinesShown));
        }
    }

    /// <summary>Reads until the last process that can write there has ended.</summary>
    public async Task DrainAsync(Stream error)
    {
        var buffer = new byte[4096];
        try
        {
            while (await error.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
            {
                lock (_lock)
                {
                    foreach (var octet in buffer.AsSpan(0, count)) _kept.Enqueue(octet);
                    while (_kept.Count > BytesKept) _kept.Dequeue();
                }
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Closed under us at the end; what came before is kept.
        }
    }
}
