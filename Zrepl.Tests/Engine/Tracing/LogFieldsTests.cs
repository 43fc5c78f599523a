using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>Facts that flow with execution.</summary>
public sealed class LogFieldsTests
{
    [Fact]
    public void The_innermost_of_two_facts_counts_and_the_outer_one_returns() // E-11
    {
        using var outer = LogFields.Push("fs", "tank/a");
        using (LogFields.Push("fs", "tank/b")) Assert.Equal("tank/b", LogFields.Find("fs"));
        Assert.Equal("tank/a", LogFields.Find("fs"));
        Assert.Null(LogFields.Find("snap"));
    }

    [Fact]
    public void Facts_taken_back_in_another_order_leave_the_right_ones()
    {
        var first = LogFields.Push("a", "1");
        var second = LogFields.Push("b", "2");
        first.Dispose();
        Assert.Null(LogFields.Find("a"));
        Assert.Equal("2", LogFields.Find("b"));
        second.Dispose();
        second.Dispose();
        Assert.Null(LogFields.Find("b"));
    }

    [Fact]
    public async Task Facts_flow_into_awaited_methods_and_not_back()
    {
        using var job = JobScope.Enter("to_nas");
        await InnerAsync();
        Assert.Null(LogFields.Find("fs"));

        static async Task InnerAsync()
        {
            await Task.Yield();
            _ = LogFields.Push("fs", "tank/a");
            Assert.Equal("to_nas", JobScope.Current);
        }
    }

    [Fact]
    public void A_span_leaves_the_facts_alone_and_a_fact_leaves_the_span_alone()
    {
        using var span = Tracer.StartSpan("outer");
        var field = LogFields.Push("fs", "tank/a");
        var inner = Tracer.StartSpan("inner");
        field.Dispose();
        Assert.Equal("inner", Tracer.Current!.Text);
        using var late = LogFields.Push("late", "yes");
        inner.Dispose();
        Assert.Equal("outer", Tracer.Current!.Text);
        Assert.Equal("yes", LogFields.Find("late"));
    }

    [Fact]
    public async Task Whoever_inherits_a_place_inherits_its_facts() // E2: handlers of passive jobs
    {
        using var job = JobScope.Enter("sink");
        using var task = Tracer.StartTask("passive-side-job");
        var place = Tracer.Here;
        Task<(string?, string?, string?)> request;
        using (ExecutionContext.SuppressFlow())
        {
            request = Task.Run(() =>
            {
                var before = JobScope.Current;
                using (Tracer.Inherit(place)) return (before, JobScope.Current, Tracer.Current?.Text);
            });
        }

        Assert.Equal((null, "sink", "passive-side-job#0"), await request);
    }
}
