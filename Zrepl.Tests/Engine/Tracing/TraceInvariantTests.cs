using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>The rules T1 to T9: thrown while developing, repaired in production.</summary>
public sealed class TraceInvariantTests
{
    [Fact]
    public void A_task_name_with_a_number_sign_is_refused() // T1
    {
        using var world = TracerWorld.ThatThrows();
        var thrown = Assert.Throws<TraceInvariantException>(() => Tracer.StartTask("job#1"));
        Assert.Equal(TraceInvariant.T1TaskName, thrown.Violation.Invariant);
        Assert.Contains("job#1", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_span_outside_of_a_task_is_refused() // T2 F-07
    {
        using var world = TracerWorld.ThatThrows();
        var thrown = Assert.Throws<TraceInvariantException>(() => Tracer.StartSpan("s"));
        Assert.Equal(TraceInvariant.T2SpanNeedsTask, thrown.Violation.Invariant);
        Assert.StartsWith("must be called from within a task", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(Tracer.NoSpan, Tracer.CurrentStack);
    }

    [Fact]
    public void A_second_child_span_is_refused_while_the_first_is_open() // T3 F-02
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var first = Tracer.StartSpan("first");
        using (Tracer.Inherit(task.Place))
        {
            var thrown = Assert.Throws<TraceInvariantException>(() => Tracer.StartSpan("second"));
            Assert.Equal(TraceInvariant.T3OneChildSpan, thrown.Violation.Invariant);
            Assert.StartsWith("create child span: span already has an active child span", thrown.Message, StringComparison.Ordinal);
        }

        first.Dispose();
        using (Tracer.StartSpan("second")) { }
    }

    [Fact]
    public void A_span_does_not_end_before_its_child() // T4 F-03
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        using var task = Tracer.StartTask("t");
        var outer = Tracer.StartSpan("outer");
        using var inner = Tracer.StartSpan("inner");
        using var innermost = Tracer.StartSpan("innermost");
        var thrown = Assert.Throws<TraceInvariantException>(outer.Dispose);

        Assert.Equal(TraceInvariant.T4ChildSpanOpen, thrown.Violation.Invariant);
        Assert.StartsWith("end span: span still has active child spans", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(["E innermost", "E inner", "E outer"], sink.Lines.TakeLast(3)); // in order again
        Assert.Same(task.Node, Tracer.Current);
    }

    [Fact]
    public void A_task_does_not_end_before_its_child_tasks() // T6 F-05
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("root");
        var child = Tracer.StartTask("child");
        using var grandchild = Tracer.StartTask("grandchild");
        var thrown = Assert.Throws<TraceInvariantException>(child.Dispose);

        Assert.Equal(TraceInvariant.T6ChildTaskLive, thrown.Violation.Invariant);
        Assert.StartsWith("end task: task still has active child tasks: child#0 has 1, set ZREPL_TRACE_DEBUG_ENABLED=1", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("grandchild#0", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_test_of_this_project_stands_in_a_task_of_its_own()
    {
        Assert.Equal("test#0", Tracer.Current?.Text);
        Assert.Equal(1, Tracer.ActiveTasks);
    }

    [Fact]
    public void In_production_a_span_without_a_task_gets_one() // T2
    {
        using var world = TracerWorld.ThatRepairs();
        var sink = world.Record();
        using (Tracer.StartSpan("s")) Assert.Equal("s", Tracer.Current!.Text);

        Assert.Equal(["B untracked#0", "B s", "E s", "E untracked#0"], sink.Lines);
        Assert.Equal(1, Tracer.Violations);
        Assert.Null(Tracer.Current);
    }

    [Fact]
    public void In_production_spans_side_by_side_become_tasks_of_their_own() // T3
    {
        using var world = TracerWorld.ThatRepairs();
        var sink = world.Record();
        using (var task = Tracer.StartTask("t"))
        using (Tracer.StartSpan("left"))
        using (Tracer.Inherit(task.Place))
        using (Tracer.StartSpan("right")) { }

        Assert.Equal(["B t#0", "B left", "B untracked#0", "B right", "E right", "E untracked#0", "E left", "E t#0"], sink.Lines);
        Assert.Equal(1, Tracer.Violations);
    }

    [Fact]
    public void In_production_the_children_of_a_task_that_ended_too_early_go_to_its_parent() // T6
    {
        using var world = TracerWorld.ThatRepairs();
        var root = Tracer.StartTask("root");
        var child = Tracer.StartTask("child");
        var grandchild = Tracer.StartTask("grandchild");
        child.Dispose();
        Assert.False(grandchild.Node!.IsEnded);
        grandchild.Dispose();
        root.Dispose(); // no rule broken: the grandchild has ended

        Assert.Equal(1, Tracer.Violations);
        Assert.Equal(0, Tracer.ActiveTasks);
    }

    [Fact]
    public void In_production_each_place_in_the_code_is_reported_once_and_counted_always()
    {
        using var world = TracerWorld.ThatRepairs();
        for (var i = 0; i < 3; i++)
        {
            using var here = Tracer.StartSpan("here");
        }

        var heard = new List<string>();
        Tracer.ReportProblemsTo(heard.Add); // hears of what was before
        using (Tracer.StartSpan("there")) { }

        Assert.Equal(4, Tracer.Violations);
        Assert.Equal(2, heard.Count);
        Assert.All(heard, text => Assert.Contains("TraceInvariantTests.cs:", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Spans_that_are_never_ended_do_not_bring_down_the_process()
    {
        using var world = TracerWorld.ThatThrows();
        var task = Tracer.StartTask("t");
        for (var i = 0; i < 20_000; i++)
        {
            _ = Tracer.StartSpan("s");
            _ = LogFields.Push("f", "v");
        }

        var innermost = Tracer.Current!;
        Assert.Equal((20_002 * 5) - 1, innermost.IdStack.Length);
        task.Dispose();
        Assert.True(innermost.IsEnded);
        Assert.Null(Tracer.Current);
    }

    [Fact]
    public void A_sink_that_throws_is_detached_and_does_not_disturb_the_others()
    {
        using var world = TracerWorld.ThatThrows();
        world.Registry.Attach(new ThrowingSink());
        var sink = world.Record();
        using (Tracer.StartTask("t"))
        using (Tracer.StartSpan("s")) { }

        Assert.Equal(["B t#0", "B s", "E s", "E t#0"], sink.Lines);
        Assert.Contains("ThrowingSink was detached", Assert.Single(world.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_late_sink_first_hears_of_everything_that_lives()
    {
        using var world = TracerWorld.ThatThrows();
        using (Tracer.StartTask("root"))
        using (Tracer.StartSpan("a"))
        using (Tracer.StartSpan("over")) { }

        using var root = Tracer.StartTask("root");
        using var a = Tracer.StartSpan("a");
        using var child = Tracer.StartTask("child");
        using var b = Tracer.StartSpan("b");
        using (Tracer.StartSpan("over")) { }

        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var sink = world.Record();
        b.Dispose();

        Assert.Equal(["b root#0", "b a", "b child#0", "b b", "E b"], sink.Lines);
        Assert.Equal(root.Node!.StartedAt, sink.Events[0].Event.At);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("three")]
    [InlineData("9")]
    public void An_impossible_length_of_ids_is_told_and_the_default_taken(string value) // T9
    {
        var settings = TraceSettings.FromEnvironment(name => name == "ZREPL_TRACE_ID_NUM_BYTES" ? value : null);
        Assert.Equal(3, settings.IdBytes);
        Assert.Contains(value, Assert.Single(settings.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_environment_sets_the_length_of_ids_and_asks_for_creation_stacks()
    {
        var settings = TraceSettings.FromEnvironment(name => name == "ZREPL_TRACE_ID_NUM_BYTES" ? "6" : "1");
        Assert.Empty(settings.Problems);
        using var visit = Tracer.Isolate(new TraceRegistry(settings with { ThrowsOnViolation = true }));
        using var task = Tracer.StartTask("t");
        Assert.Equal(8, task.Node!.Id.Length);
        using var child = Tracer.StartTask("child");
        Assert.Contains(nameof(The_environment_sets_the_length_of_ids_and_asks_for_creation_stacks), Assert.Throws<TraceInvariantException>(task.Dispose).Message, StringComparison.Ordinal);
    }

    private sealed class ThrowingSink : ITraceSink
    {
        public void OnBegin(in TraceEvent begun) => throw new IOException("disk full");

        public void OnEnd(in TraceEvent ended) => throw new IOException("disk full");
    }
}
