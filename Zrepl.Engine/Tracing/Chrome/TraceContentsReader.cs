using System.Text.Json;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>
/// Reads what is in a trace that <see cref="ChromeTraceWriter"/> wrote, line by line and without keeping it. A line that is cut off, as the last
/// one of a running or killed process may be, is passed over.
/// </summary>
public static class TraceContentsReader
{
    private const int LongestKept = 12;

    /// <summary>Reads a trace to its end.</summary>
    /// <param name="trace">The file; the caller disposes it.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<TraceContents> ReadAsync(Stream trace, CancellationToken cancellation)
    {
        var gathering = new Gathering();
        using var lines = new StreamReader(trace, leaveOpen: true);
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            var text = line.AsMemory().TrimStart(',');
            if (text.Length == 0 || text.Span[0] != '{') continue;
            try
            {
                using var document = JsonDocument.Parse(text);
                gathering.Add(document.RootElement);
            }
            catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
            {
                // cut off, or not ours: the rest is still worth reading
            }
        }

        return gathering.Contents();
    }

    private sealed class Gathering
    {
        private readonly Dictionary<string, Stack<(string Name, long At)>> _lanes = new(StringComparer.Ordinal);
        private readonly PriorityQueue<TracePiece, TimeSpan> _longest = new();
        private readonly List<string> _notes = [];
        private long _first = long.MaxValue, _last = long.MinValue;
        private int _tasks, _spans, _errors, _commands;
        private TimeSpan _commandTime;

        public void Add(JsonElement happened)
        {
            var name = happened.GetProperty("name").GetString() ?? "";
            var at = happened.GetProperty("ts").GetInt64();
            _first = Math.Min(_first, at);
            _last = Math.Max(_last, at);
            var lane = happened.TryGetProperty("tid", out var tid) ? tid.GetString() ?? "" : "";
            switch (happened.GetProperty("ph").GetString())
            {
                case "B": Begin(name, lane, at); break;
                case "E": End(lane, at, happened); break;
                case "i" or "I": _notes.Add(name); break;
            }
        }

        public TraceContents Contents()
        {
            var longest = new List<TracePiece>();
            while (_longest.TryDequeue(out var piece, out _)) longest.Add(piece);
            longest.Reverse();
            return new(
                _last < _first ? TimeSpan.Zero : TimeSpan.FromMicroseconds(_last - _first), _tasks, _spans, _lanes.Values.Sum(lane => lane.Count), _errors, _commands,
                _commandTime, [.. longest], [.. _notes.Distinct()]);
        }

        // The begin of a task has the lane's own name.
        private void Begin(string name, string lane, long at)
        {
            if (!_lanes.TryGetValue(lane, out var open)) _lanes[lane] = open = new();
            open.Push((name, at));
            if (name == lane) _tasks++;
            else _spans++;
        }

        private void End(string lane, long at, JsonElement happened)
        {
            if (!_lanes.TryGetValue(lane, out var open) || !open.TryPop(out var begun)) return;
            var length = TimeSpan.FromMicroseconds(Math.Max(0, at - begun.At));
            string? error = null;
            if (happened.TryGetProperty("args", out var details) && details.TryGetProperty("error", out var told)) error = told.GetString();
            if (error is not null) _errors++;
            if (begun.Name == lane && lane.StartsWith("zfscmd#", StringComparison.Ordinal))
            {
                _commands++;
                _commandTime += length;
            }

            if (begun.Name.StartsWith("invocation-", StringComparison.Ordinal) || begun.Name.StartsWith("active-side-job#", StringComparison.Ordinal)
                || begun.Name.StartsWith("snap-job#", StringComparison.Ordinal)) return; // as long as the run itself
            _longest.Enqueue(new(begun.Name, lane, length, error), length);
            if (_longest.Count > LongestKept) _longest.Dequeue();
        }
    }
}
