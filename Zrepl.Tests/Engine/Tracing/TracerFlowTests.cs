using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>What becomes of the place when execution forks, joins, yields and comes back.</summary>
public sealed class TracerFlowTests
{
    [Fact]
    public async Task A_place_flows_into_awaited_methods_and_their_spans_do_not_flow_back()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        await InnerAsync();
        Assert.Same(task.Node, Tracer.Current);
        using (Tracer.StartSpan("afterwards")) { }

        async Task InnerAsync()
        {
            using var span = Tracer.StartSpan("inner");
            await Task.Yield();
            Assert.Same(task.Node, span.Node!.Parent);
            Assert.Same(span.Node, Tracer.Current);
        }
    }

    [Fact]
    public async Task A_scope_opened_in_an_awaited_method_and_closed_by_the_caller_leaves_the_callers_place_alone()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var opened = await OpenAsync();
        Assert.Same(task.Node, Tracer.Current);
        using (var beside = Tracer.StartSpanOrTask("beside", "s")) Assert.NotSame(task.Node, beside.Node!.Task); // the span is open all the same
        opened.Dispose();
        Assert.Same(task.Node, Tracer.Current);
        using (var after = Tracer.StartSpanOrTask("beside", "s")) Assert.Same(task.Node, after.Node!.Task);

        static async Task<TraceScope> OpenAsync()
        {
            await Task.Yield();
            return Tracer.StartSpan("opened inside");
        }
    }

    [Fact]
    public async Task A_scope_closed_in_an_awaited_method_no_longer_is_the_callers_place()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var span = Tracer.StartSpan("handed over");
        await CloseAsync(span);

        Assert.Same(task.Node, Tracer.Current);
        using (var next = Tracer.StartSpan("next")) Assert.Same(task.Node, next.Node!.Parent);

        static async Task CloseAsync(TraceScope scope)
        {
            await Task.Yield();
            scope.Dispose();
        }
    }

    [Fact]
    public async Task A_scope_may_be_closed_on_a_thread_that_knows_nothing_of_it()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var span = Tracer.StartSpan("s");
        var stackThere = await ElsewhereAsync(() =>
        {
            span.Dispose();
            return Tracer.CurrentStack;
        });

        Assert.Equal(Tracer.NoSpan, stackThere);
        Assert.Same(task.Node, Tracer.Current);
    }

    [Fact]
    public async Task A_group_runs_its_members_side_by_side_and_joining_ends_the_span() // F-15
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var bothRun = new CountdownEvent(2);
        var names = new ConcurrentBag<string>();
        await using (var group = Tracer.StartGroup("fork", TestContext.Current.CancellationToken))
        {
            for (var i = 0; i < 2; i++)
            {
                group.Run(async token =>
                {
                    bothRun.Signal();
                    await Task.Run(() => bothRun.Wait(token), token); // ends only if the other one runs too
                    names.Add(Tracer.Current!.Text);
                    Assert.Same(task.Node, Tracer.Current.ParentTask);
                    using var span = Tracer.StartSpan("work");
                });
            }

            Assert.Equal("fork", Tracer.Current!.Text);
            await group.JoinAsync();
        }

        Assert.Equal(["fork#0", "fork#1"], names.Order());
        Assert.Same(task.Node, Tracer.Current);
        Assert.Equal(1, Tracer.ActiveTasks);
        using (Tracer.StartSpan("afterwards")) { }
    }

    [Fact]
    public async Task A_group_hands_on_the_failure_of_a_member_after_all_have_ended()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var release = new TaskCompletionSource();
        var slowEnded = false;
        var group = Tracer.StartGroup("fork", TestContext.Current.CancellationToken);
        group.Run(_ => throw new InvalidDataException("no such dataset"));
        group.Run(async _ =>
        {
            await release.Task;
            slowEnded = true;
        });
        var join = group.JoinAsync();
        Assert.False(join.IsCompleted);
        release.SetResult();

        Assert.Equal("no such dataset", (await Assert.ThrowsAsync<InvalidDataException>(() => join)).Message);
        Assert.True(slowEnded);
        Assert.Equal(1, Tracer.ActiveTasks);
        Assert.Throws<InvalidOperationException>(() => group.Run(_ => Task.CompletedTask));
    }

    [Fact]
    public async Task A_request_is_answered_below_the_job_it_belongs_to()
    {
        using var world = TracerWorld.ThatThrows();
        using var job = Tracer.StartTaskAndSpan("passive-side-job", "sink");
        var place = Tracer.Here;
        var stack = await ElsewhereAsync(() =>
        {
            using var inherited = Tracer.Inherit(place);
            using var handler = Tracer.StartTaskAndSpan(TraceNames.Handler, TraceNames.HandlerText("sink", "laptop", "data:///x"));
            return Tracer.RenderStack(TraceStackKind.Texts);
        });

        Assert.Equal("passive-side-job#0$handler#0$handler#0.handler job=\"sink\" client=\"laptop\" method=\"data:///x\"", stack);
    }

    [Fact]
    public async Task An_iterator_keeps_its_own_task_across_yields()
    {
        using var world = TracerWorld.ThatThrows();
        using var task = Tracer.StartTask("t");
        var places = new List<string>();
        await foreach (var place in ListAsync(TestContext.Current.CancellationToken))
        {
            places.Add(place);
            Assert.Same(task.Node, Tracer.Current);
            using var span = Tracer.StartSpan("consume"); // no rule is in the way: the iterator is a task
        }

        Assert.Equal(["list#0", "list#0"], places);
        Assert.Equal(1, Tracer.ActiveTasks);

        static async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellation)
        {
            using var list = Tracer.StartTask("list");
            await Task.Yield();
            yield return Tracer.Current!.Text;
            cancellation.ThrowIfCancellationRequested();
            using var again = Tracer.Inherit(list.Place);
            yield return Tracer.Current!.Text;
        }
    }

    [Fact]
    public async Task Many_parallel_groups_leave_a_balanced_tree()
    {
        using var world = TracerWorld.ThatThrows();
        var sink = world.Record();
        using (Tracer.StartTask("root"))
        {
            await using var outer = Tracer.StartGroup("outer", TestContext.Current.CancellationToken);
            for (var i = 0; i < 40; i++) outer.Run(ForkAsync);
            await outer.JoinAsync();
        }

        Assert.Equal(0, Tracer.ActiveTasks);
        Assert.Equal(0, world.Registry.Problems.Violations);
        foreach (var lane in sink.Events.GroupBy(e => e.Event.Node.Task.Text)) AssertBalanced(lane);

        static async Task ForkAsync(CancellationToken cancellation)
        {
            await using var inner = Tracer.StartGroup("inner", cancellation);
            for (var i = 0; i < 25; i++)
            {
                inner.Run(async _ =>
                {
                    using (Tracer.StartSpan("a")) await Task.Yield();
                    using (Tracer.StartSpan("b")) { }
                });
            }

            await inner.JoinAsync();
        }

        static void AssertBalanced(IEnumerable<(char Phase, TraceEvent Event)> lane)
        {
            var open = new Stack<TraceNode>();
            foreach (var (phase, e) in lane)
            {
                if (phase == 'B') open.Push(e.Node);
                else Assert.Same(open.Pop(), e.Node);
            }

            Assert.Empty(open);
        }
    }

    // On a thread that inherits nothing, as the threads of a web server do.
    private static Task<T> ElsewhereAsync<T>(Func<T> work)
    {
        using (ExecutionContext.SuppressFlow()) return Task.Run(work);
    }
}
