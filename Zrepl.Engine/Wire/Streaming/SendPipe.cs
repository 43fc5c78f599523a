using System.IO.Pipes;
using System.Runtime.InteropServices;
using Zrepl.Zfs.Moving;
using Zrepl.Zfs.Send;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// The pipe of <c>zfs send</c> behind the streams that count its bytes and explain its failures, for moving them without reading. What is taken
/// from it has to be counted; its end and its failures are told by reading the stream.
/// </summary>
internal sealed class SendPipe
{
    private readonly TransparentStreams _counters;

    private SendPipe(SafeHandle pipe, TransparentStreams counters) => (Handle, _counters) = (pipe, counters);

    /// <summary>The reading end.</summary>
    public SafeHandle Handle { get; }

    /// <summary>The pipe, or null if there is none, or something on the way wants to see the bytes, such as a bandwidth limit.</summary>
    public static SendPipe? Behind(Stream stream)
    {
        if (!Splice.IsPossible) return null;
        var streams = TransparentStreams.Around(stream);
        var innermost = streams.Innermost is SendStream send ? send.Command.Output : streams.Innermost;
        return innermost is PipeStream { IsConnected: true } pipe ? new(pipe.SafePipeHandle, streams) : null;
    }

    /// <summary>How many bytes are there; 0 if none came for a while; null if reading has to tell what comes next.</summary>
    public int? WaitForBytes() => Splice.BytesIn(Handle, Splice.LongestWait);

    /// <summary>How many bytes are there now.</summary>
    public int Bytes => Splice.BytesIn(Handle, TimeSpan.Zero) ?? 0;

    /// <summary>Reports bytes that were taken.</summary>
    public void Count(int bytes) => _counters.Count(bytes);
}
