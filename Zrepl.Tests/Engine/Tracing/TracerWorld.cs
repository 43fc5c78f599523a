using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>A tracer of one test's own, with a clock that stands still and ids that count: <c>AAAB</c>, <c>AAAC</c>, …</summary>
internal sealed class TracerWorld : IDisposable
{
    private readonly TraceVisit _visit;

    private TracerWorld(bool throws)
    {
        Registry = new TraceRegistry(new TraceSettings { Clock = Clock, Random = new CountingBytes(), ThrowsOnViolation = throws });
        _visit = Tracer.Isolate(Registry);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 2, 16, 9, 0, 0, TimeSpan.Zero));

    public TraceRegistry Registry { get; }

    public IEnumerable<string> Problems => Registry.Problems.Distinct;

    /// <summary>Broken rules throw, as in a Debug build.</summary>
    public static TracerWorld ThatThrows() => new(throws: true);

    /// <summary>Broken rules are repaired, as in a Release build.</summary>
    public static TracerWorld ThatRepairs() => new(throws: false);

    public RecordingSink Record()
    {
        var sink = new RecordingSink();
        Registry.Attach(sink);
        return sink;
    }

    public void Dispose() => _visit.Dispose();

    // Six base64 bits per character: 00-00-01 becomes "AAAB".
    private sealed class CountingBytes : Random
    {
        private int _next;

        public override void NextBytes(Span<byte> buffer)
        {
            _next++;
            for (var i = 0; i < buffer.Length; i++) buffer[^(i + 1)] = (byte)(_next >> (8 * i));
        }
    }
}
