using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>The stack in log lines.</summary>
public sealed class TraceStackTests
{
    [Fact]
    public void A_root_task_stands_alone() // F-13
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("R");
        Assert.Equal("AAAB$AAAB", Tracer.CurrentStack);
        using var span = Tracer.StartSpan("s");
        Assert.Equal("AAAB$AAAB.AAAC", Tracer.CurrentStack);
    }

    [Fact]
    public void A_child_task_repeats_itself_before_its_spans() // F-13
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("R");
        using var between = Tracer.StartSpan("not shown: it belongs to another task");
        using var child = Tracer.StartTask("C");
        using var a = Tracer.StartSpan("a");
        using var b = Tracer.StartSpan("b");

        Assert.Equal("AAAB$AAAD$AAAD.AAAE.AAAF", Tracer.CurrentStack);
        Assert.Equal("R#0$C#0$C#0.a.b", Tracer.RenderStack(TraceStackKind.Texts));
        Assert.Equal("(AAAB \"R#0\")$(AAAD \"C#0\")$(AAAD \"C#0\").(AAAE \"a\").(AAAF \"b\")", Tracer.RenderStack(TraceStackKind.Both));
    }

    [Fact]
    public void The_path_of_a_task_begins_with_that_of_the_span_it_was_begun_in() // F-19: what a stack cannot tell
    {
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("R");
        using var between = Tracer.StartSpan("s");
        using var child = Tracer.StartTask("C");
        using var a = Tracer.StartSpan("a");

        Assert.Equal("AAAB.AAAC.AAAD.AAAE", Tracer.Current!.Path);
        Assert.Same(between.Node, child.Node!.StartedIn);
        Assert.StartsWith(between.Node!.Path + ".", a.Node!.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void Outside_of_every_task_there_is_no_span() // E2
    {
        using var world = TracerWorld.ThatThrows();
        Assert.Equal("NOSPAN", Tracer.CurrentStack);
        Assert.Equal("NOSPAN", Tracer.RenderStack(TraceStackKind.Both));
        Assert.Equal("NOSPAN", Tracer.Here.ToString());
    }

    [Fact]
    public void Ids_are_three_random_bytes_in_base64_without_padding()
    {
        using var visit = Tracer.Isolate(new TraceRegistry(new TraceSettings { Random = new Random(1) }));
        for (var i = 0; i < 200; i++)
        {
            using var task = Tracer.StartTask("t");
            Assert.Matches("^[A-Za-z0-9+/]{4}$", task.Node!.Id);
        }

        using var shorter = Tracer.Isolate(new TraceRegistry(new TraceSettings { IdBytes = 2 }));
        using var short1 = Tracer.StartTask("t");
        Assert.Equal(3, short1.Node!.Id.Length);
    }
}
