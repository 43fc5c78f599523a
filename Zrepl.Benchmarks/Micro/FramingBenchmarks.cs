using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Wire;
using Zrepl.Engine.Wire.Framing;

namespace Zrepl.Benchmarks.Micro;

/// <summary>
/// Question: what does a frame of a stream cost beyond its bytes, and does it allocate? Reading is beside a wire that is read into the same buffer without frames
/// (the baseline); writing hands the same bytes on, so there is nothing beside it.
/// </summary>
[MemoryDiagnoser]
public class FramingBenchmarks : IDisposable
{
    private const int FramesOfACall = 64;
    private readonly byte[] _buffer = new byte[1 << 20];
    private EndlessWire _bare = null!; // by Prepare, as all of these
    private FrameConnection _connection = null!;
    private byte[] _frame = null!;

    /// <summary>Bytes in a frame: as Go sends them at most, and as we do.</summary>
    [Params(4 * 1024, 32 * 1024, 512 * 1024)]
    public int Payload { get; set; }

    /// <summary>Makes the wires.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        _frame = new byte[FrameHeader.Length + Payload];
        new FrameHeader(FrameType.ZfsStream, (uint)Payload).Write(_frame);
        _bare = new(_frame);
        _connection = new(new EndlessWire(_frame), WireLimits.Default, TimeProvider.System, NullLogger.Instance);
    }

    /// <summary>The same bytes without frames.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = FramesOfACall)]
    public async Task ReadBare()
    {
        for (var frame = 0; frame < FramesOfACall; frame++)
        {
            for (var rest = _frame.Length; rest > 0;) rest -= await _bare.ReadAsync(_buffer.AsMemory(0, rest));
        }
    }

    /// <summary>A frame is read to its end.</summary>
    [Benchmark(OperationsPerInvoke = FramesOfACall)]
    public async Task ReadFrame()
    {
        for (var frame = 0; frame < FramesOfACall; frame++)
        {
            await _connection.ReadHeaderAsync(CancellationToken.None);
            while (await _connection.ReadPayloadAsync(_buffer, CancellationToken.None) > 0) { }
        }
    }

    /// <summary>A frame is sent.</summary>
    [Benchmark(OperationsPerInvoke = FramesOfACall)]
    public async Task WriteFrame()
    {
        for (var frame = 0; frame < FramesOfACall; frame++) await _connection.WriteAsync(_frame, CancellationToken.None);
    }

    /// <summary>Ends the connection's timer.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _connection.Abort("the measurement is over");
        _bare.Dispose();
        GC.SuppressFinalize(this);
    }
}
