using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>The scenarios of a well-behaved program (spec H5).</summary>
public sealed class TracerTests
{
    [Fact]
    public void Spans_nest_and_a_second_child_may_follow_the_first() // F-01
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        using (Tracer.StartTask("t"))
        using (Tracer.StartSpan("parent"))
        {
            using (Tracer.StartSpan("child"))
            using (Tracer.StartSpan("grandchild")) { }

            using (Tracer.StartSpan("second child")) { }
        }

        Assert.Equal(
            ["B t#0", "B parent", "B child", "B grandchild", "E grandchild", "E child", "B second child", "E second child", "E parent", "E t#0"], sink.Lines);
        Assert.Equal(0, world.Registry.Problems.Violations);
    }

    public static TheoryData<int, int, int> OrdersOfThree => new() { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

    [Theory]
    [MemberData(nameof(OrdersOfThree))]
    public void Spans_of_different_tasks_end_in_any_order(int first, int second, int third) // F-04
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("root");
        using var above = Tracer.StartSpan("above");
        var below = above.Place;
        var left = Tracer.StartTask("left");
        var inLeft = Tracer.StartSpan("in left");
        TraceScope right, inRight;
        using (Tracer.Inherit(below))
        {
            right = Tracer.StartTask("right");
            inRight = Tracer.StartSpan("in right");
        }

        TraceScope[] spans = [inLeft, inRight, above];
        foreach (var index in new[] { first, second, third }) spans[index].Dispose();
        left.Dispose();
        right.Dispose();

        Assert.Equal(0, world.Registry.Problems.Violations);
        Assert.Equal(1, Tracer.ActiveTasks);
    }

    [Fact]
    public void Ending_twice_has_no_effect() // F-06
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        var task = Tracer.StartTask("t");
        var span = Tracer.StartSpan("s");
        span.Dispose();
        using (Tracer.StartSpan("next"))
        {
            span.Dispose();
            Assert.Equal("next", Tracer.Current!.Text); // the place of the code that goes on is not touched
        }

        task.Dispose();
        task.Dispose();

        Assert.Equal(["B t#0", "B s", "E s", "B next", "E next", "E t#0"], sink.Lines);
    }

    [Fact]
    public void A_span_knows_its_surroundings_and_a_task_begun_inside_it_has_the_task_as_parent() // F-08
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("root");
        Assert.Null(root.Node!.ParentTask);
        Assert.Same(root.Node, root.Node.Task);

        using var outer = Tracer.StartSpan("outer");
        using var inner = Tracer.StartSpan("inner");
        Assert.Same(root.Node, outer.Node!.Parent);
        Assert.Same(outer.Node, inner.Node!.Parent);
        Assert.Same(root.Node, inner.Node.Task);

        using var child = Tracer.StartTask("child");
        Assert.Same(root.Node, child.Node!.ParentTask);
        Assert.Null(child.Node.Parent);
    }

    [Fact]
    public void A_child_task_may_outlive_the_span_it_was_begun_in() // F-09
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("root");
        var span = Tracer.StartSpan("span");
        using (var child = Tracer.StartTask("child"))
        {
            span.Dispose();
            Assert.Same(child.Node, Tracer.Current);
        }

        Assert.Same(root.Node, Tracer.Current);
    }

    [Fact]
    public void A_task_begun_in_the_flow_of_an_ended_task_without_ancestors_is_a_root() // F-10
    {
        using var world = TracerWorld.ThatThrows();
        var gone = Tracer.StartTask("gone");
        gone.Dispose();
        using (Tracer.Inherit(gone.Place))
        using (var late = Tracer.StartTask("late"))
            Assert.Null(late.Node!.ParentTask);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_task_begun_in_the_flow_of_an_ended_task_belongs_to_the_nearest_living_ancestor(bool ancestorEndsFirst) // F-11
    {
        using var world = TracerWorld.ThatRepairs();
        var grandparent = Tracer.StartTask("grandparent");
        var parent = Tracer.StartTask("parent");
        parent.Dispose();
        TraceScope late;
        using (Tracer.Inherit(parent.Place)) late = Tracer.StartTask("late");
        Assert.Same(grandparent.Node, late.Node!.ParentTask);

        foreach (var scope in ancestorEndsFirst ? new[] { grandparent, late } : [late, grandparent]) scope.Dispose();
        Assert.Equal(0, Tracer.ActiveTasks);
        Assert.Equal(ancestorEndsFirst ? 1 : 0, world.Registry.Problems.Violations); // T6 counts the child as the grandparent's own
    }

    [Fact]
    public void A_task_with_a_span_ends_both_and_names_the_span_after_the_task()
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        using (Tracer.StartTaskAndSpan("repl-fs", "tank/db")) Assert.Equal("repl-fs tank/db", Tracer.Current!.Text);

        Assert.Equal(["B repl-fs#0", "B repl-fs tank/db", "E repl-fs tank/db", "E repl-fs#0"], sink.Lines);
        Assert.Null(Tracer.Current);
    }

    [Fact]
    public void A_task_may_end_while_its_own_spans_are_open()
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        var task = Tracer.StartTask("t");
        _ = Tracer.StartSpan("left open");
        task.Dispose();

        Assert.Equal(["B t#0", "B left open", "E left open", "E t#0"], sink.Lines);
        Assert.Null(Tracer.Current);
    }

    [Fact]
    public void Everything_below_a_run_belongs_to_it()
    {
        using var world = TracerWorld.ThatThrows();
        using var job = Tracer.StartTaskAndSpan("active-side-job", "to_nas");
        using (var run = Tracer.StartRun("to_nas", 7))
        {
            Assert.Equal(new TracedRun("to_nas", 7, world.Clock.GetUtcNow()), run.Node!.Run);
            Assert.Equal("invocation-7", run.Node.Text);
            using (Tracer.StartSpan("plan"))
            using (var task = Tracer.StartTask("repl-fs"))
            using (var span = Tracer.StartSpan("step"))
            {
                Assert.Same(run.Node.Run, task.Node!.Run);
                Assert.Same(run.Node.Run, span.Node!.Run);
                Assert.False(span.Node.IsRunRoot);
            }
        }

        using var next = Tracer.StartSpan("wait");
        Assert.Null(next.Node!.Run);
    }

    [Fact]
    public void Facts_and_failure_stay_with_the_node()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        task.Tag("zrepl.filesystem", "tank/a");
        task.Tag("zrepl.bytes", "1");
        task.Tag("zrepl.bytes", "2");
        task.Fail("dataset is busy");

        Assert.Equal([new("zrepl.filesystem", "tank/a"), new("zrepl.bytes", "2")], task.Node!.Tags);
        Assert.Equal("dataset is busy", task.Node.Error);
    }

    [Fact]
    public void Durations_follow_the_monotonic_clock()
    {
        using var world = TracerWorld.ThatThrows();
        var task = Tracer.StartTask("t");
        Assert.Null(task.Node!.EndedAt);
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        task.Dispose();
        world.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(TimeSpan.FromSeconds(3), task.Node.Duration);
        Assert.Equal(task.Node.StartedAt.AddSeconds(3), task.Node.EndedAt);
    }
}
