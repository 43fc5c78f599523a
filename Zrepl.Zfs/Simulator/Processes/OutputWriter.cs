using System.Buffers.Text;
using System.IO.Pipelines;
using System.Text;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>Standard output: text and bytes are collected and handed to the pipe, which blocks while nobody reads.</summary>
internal sealed class OutputWriter(PipeWriter pipe, CancellationToken killed)
{
    private const int LargeEnough = 32 * 1024;
    private long _unflushed;

    /// <summary>The pipe itself, for streams of records.</summary>
    public PipeWriter Pipe => pipe;

    public void Write(string text)
    {
        var span = pipe.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        Advance(Encoding.UTF8.GetBytes(text, span));
    }

    public void Write(char ascii)
    {
        pipe.GetSpan(1)[0] = (byte)ascii;
        Advance(1);
    }

    public void Write(ulong number)
    {
        Utf8Formatter.TryFormat(number, pipe.GetSpan(20), out var written); // 20 digits always fit
        Advance(written);
    }

    public void WriteLine(string text)
    {
        Write(text);
        Write('\n');
    }

    /// <summary>Hands over what has been written if it is worth it; a long list never stands in memory as a whole.</summary>
    public ValueTask FlushIfLargeAsync() => _unflushed < LargeEnough ? ValueTask.CompletedTask : FlushAsync();

    /// <summary>Hands over everything; waits while the pipe is full.</summary>
    /// <exception cref="CommandDiedException">Nobody will read: the command dies of SIGPIPE.</exception>
    public async ValueTask FlushAsync()
    {
        if (_unflushed == 0) return; // who writes nothing gets no SIGPIPE
        _unflushed = 0;
        var result = await pipe.FlushAsync(killed);
        if (result.IsCompleted) throw new CommandDiedException(Signals.BrokenPipe);
    }

    private void Advance(int bytes)
    {
        pipe.Advance(bytes);
        _unflushed += bytes;
    }
}
