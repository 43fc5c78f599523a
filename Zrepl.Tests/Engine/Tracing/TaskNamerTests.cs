using Zrepl.Engine.Tracing;

namespace Zrepl.Tests.Engine.Tracing;

/// <summary>Unique names of live tasks.</summary>
public sealed class TaskNamerTests
{
    [Fact]
    public void The_lowest_free_number_is_given_and_given_again()
    {
        var namer = new TaskNamer();
        Assert.Equal(["a#0", "a#1", "b#0", "a#2"], new[] { "a", "a", "b", "a" }.Select(namer.Take));
        namer.Release("a#2");
        namer.Release("a#0");
        Assert.Equal(["a#0", "a#2", "a#3"], new[] { "a", "a", "a" }.Select(namer.Take));
    }

    [Fact]
    public async Task Eight_thousand_concurrent_requests_over_354_names_never_share_one() // F-12
    {
        const int requests = 8128;
        const int names = 354;
        using var world = TracerWorld.ThatThrows();
        using var root = Tracer.StartTask("root");
        var live = new HashSet<string>(StringComparer.Ordinal);
        var highest = 0;
        await using (var group = Tracer.StartGroup("fork", TestContext.Current.CancellationToken))
        {
            for (var worker = 0; worker < 8; worker++)
            {
                var mine = worker;
                group.Run(async _ =>
                {
                    for (var i = mine; i < requests; i += 8)
                    {
                        using var task = Tracer.StartTask($"name{i % names}");
                        lock (live) Assert.True(live.Add(task.Node!.Text), task.Node.Text);
                        if (i % 16 < 8) await Task.Yield();
                        lock (live) live.Remove(task.Node.Text);
                        lock (live) highest = Math.Max(highest, int.Parse(task.Node.Text.Split('#')[1], null));
                    }
                });
            }

            await group.JoinAsync();
        }

        Assert.Empty(live);
        Assert.InRange(highest, 0, 7); // never more than eight at a time
        using var again = Tracer.StartTask("name1");
        Assert.Equal("name1#0", again.Node!.Text);
    }

    [Fact]
    public void All_requests_alive_at_once_get_numbers_without_gaps() // F-12
    {
        var namer = new TaskNamer();
        var taken = Enumerable.Range(0, 8128).Select(i => namer.Take($"name{i % 354}")).ToList();
        Assert.Equal(8128, taken.Distinct().Count());
        Assert.Equal(taken.Order(StringComparer.Ordinal), Enumerable.Range(0, 8128).Select(i => $"name{i % 354}#{i / 354}").Order(StringComparer.Ordinal));

        foreach (var name in taken) namer.Release(name);
        Assert.Equal("name353#0", namer.Take("name353"));
    }
}
