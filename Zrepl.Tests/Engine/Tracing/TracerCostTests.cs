using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>What a span costs when nobody watches.</summary>
public sealed class TracerCostTests
{
    [Fact]
    public void A_span_without_a_sink_allocates_less_than_half_a_kibibyte()
    {
        const int spans = 1000;
        using var visit = Tracer.Isolate(TraceRegistry.WithActivities(new TraceSettings()));
        using var task = Tracer.StartTask("t");
        Spend(spans); // the first round pays for compiling
        var before = GC.GetAllocatedBytesForCurrentThread();
        Spend(spans);
        var perSpan = (GC.GetAllocatedBytesForCurrentThread() - before) / spans;
        TestContext.Current.TestOutputHelper?.WriteLine($"{perSpan} bytes per span");
        Assert.InRange(perSpan, 1, 512);
    }

    private static void Spend(int spans)
    {
        for (var i = 0; i < spans; i++)
        {
            using var span = Tracer.StartSpan("s");
        }
    }
}
