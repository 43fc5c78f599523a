using System.Collections.Immutable;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Transport.Tcp;
using Zrepl.Zfs.Send;

namespace Zrepl.Engine.Wire.Streaming;

/// <summary>
/// The pipe of <c>zfs send</c> behind the streams that count its bytes and explain its failures, for moving them without reading. What is taken
/// from it has to be counted; its end and its failures are told by reading the stream.
/// </summary>
internal sealed class SendPipe
{
    // Cancellation is noticed after it at the latest.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(100);

    private readonly ImmutableArray<ITransparentStream> _counters;

    private SendPipe(SafeHandle pipe, ImmutableArray<ITransparentStream> counters) => (Handle, _counters) = (pipe, counters);

    /// <summary>The reading end.</summary>
    public SafeHandle Handle { get; }

    /// <summary>The pipe, or null if there is none, or something on the way wants to see the bytes, such as a bandwidth limit.</summary>
    public static SendPipe? Behind(Stream stream)
    {
        var counters = ImmutableArray.CreateBuilder<ITransparentStream>();
        while (Splice.IsPossible)
        {
            switch (stream)
            {
                case ITransparentStream transparent:
                    counters.Add(transparent);
                    stream = transparent.Inner;
                    break;
                case SendStream send:
                    stream = send.Command.Output;
                    break;
                case PipeStream { IsConnected: true } pipe:
                    return new(pipe.SafePipeHandle, counters.ToImmutable());
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>How many bytes are there; 0 if none came for a while; null if reading has to tell what comes next.</summary>
    public int? WaitForBytes() => Splice.BytesIn(Handle, LongestWait);

    /// <summary>Reports bytes that were taken.</summary>
    public void Count(int bytes)
    {
        foreach (var counter in _counters) counter.Count(bytes);
    }
}
