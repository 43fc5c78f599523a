using System.Text.Json;

namespace Zrepl.Tests.Browser;

/// <summary>What the readers of Perfetto and speedscope insist on, and a little more (spec F4, export; F-18).</summary>
internal static class ChromeShape
{
    /// <summary>An object with a list of events of known phases, numeric ids that have names, times in order, nothing of negative length, properly nested.</summary>
    public static void AssertStrict(JsonElement trace)
    {
        Assert.Equal(JsonValueKind.Object, trace.ValueKind);
        var events = trace.GetProperty("traceEvents").EnumerateArray().ToList();
        var named = events.Where(happened => Phase(happened) == "M").Select(happened => (Name(happened), happened.GetProperty("pid").GetInt32(), happened.GetProperty("tid").GetInt32())).ToHashSet();
        var last = double.MinValue;
        var open = new Dictionary<(int, int), Stack<double>>();
        var arrows = new Dictionary<long, int>();
        foreach (var happened in events.Where(happened => Phase(happened) != "M"))
        {
            var (pid, tid, ts) = (happened.GetProperty("pid").GetInt32(), happened.GetProperty("tid").GetInt32(), happened.GetProperty("ts").GetDouble());
            Assert.True(ts >= last, "not in the order of time");
            last = ts;
            Assert.NotEmpty(Name(happened));
            switch (Phase(happened))
            {
                case "X":
                    Assert.Contains(("process_name", pid, 0), named);
                    Assert.Contains(("thread_name", pid, tid), named);
                    AssertNested(open, (pid, tid), ts, happened.GetProperty("dur").GetDouble());
                    Assert.Equal(JsonValueKind.Object, happened.GetProperty("args").ValueKind);
                    break;
                case "s": arrows[happened.GetProperty("id").GetInt64()] = 1; break;
                case "f":
                    Assert.Equal("e", happened.GetProperty("bp").GetString());
                    arrows[happened.GetProperty("id").GetInt64()]++;
                    break;
                case "i": Assert.Equal("g", happened.GetProperty("s").GetString()); break;
                default: Assert.Fail($"phase {Phase(happened)}"); break;
            }
        }

        Assert.All(arrows.Values, ends => Assert.Equal(2, ends));
    }

    private static void AssertNested(Dictionary<(int, int), Stack<double>> open, (int, int) thread, double begin, double length)
    {
        Assert.True(length >= 0);
        if (!open.TryGetValue(thread, out var ends)) open[thread] = ends = new();
        while (ends.TryPeek(out var end) && end <= begin) ends.Pop();
        if (ends.TryPeek(out var around)) Assert.True(begin + length <= around + 0.5, "two spans of a thread overlap without nesting");
        ends.Push(begin + length);
    }

    private static string Phase(JsonElement happened) => happened.GetProperty("ph").GetString()!; // every event has one

    private static string Name(JsonElement happened) => happened.GetProperty("name").GetString()!; // every event has one
}
