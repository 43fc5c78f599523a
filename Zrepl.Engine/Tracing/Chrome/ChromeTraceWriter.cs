using System.Buffers;
using System.Globalization;
using System.Text;

namespace Zrepl.Engine.Tracing.Chrome;

/// <summary>Writes events in the trace format of Chrome, byte for byte as Go zrepl does (spec F2). Used by one pump, not safe for threads.</summary>
/// <remarks>
/// The text is a JSON array that is never closed, so whatever was written when the process died is readable:
/// <code>
/// [
/// {"name":"handler#0","ph":"B","ts":1771232400000001,"pid":"\"host1\"","tid":"handler#0"}
/// ,{"cat":"task","name":"child-task","ph":"s","ts":1771232400000001,"pid":"\"host1\"","tid":"run#0","id":"1"}
/// ,{"cat":"task","name":"child-task","ph":"f","ts":1771232400000001,"pid":"\"host1\"","tid":"handler#0","id":"1"}
/// ,
/// </code>
/// </remarks>
internal sealed class ChromeTraceWriter
{
    /// <summary>Characters worth a write of their own while more events wait.</summary>
    public const int FlushAt = 64 * 1024;

    private readonly Stream _output;
    private readonly bool _withDetails;
    private readonly string _pid;
    private readonly HashSet<TraceNode> _open = [];
    private readonly StringBuilder _text = new("[\n");
    private long _flows;

    /// <param name="output">Where to; not disposed.</param>
    /// <param name="hostName">Shown as the name of the process.</param>
    /// <param name="withDetails">Add ids, facts and errors as <c>args</c>, which Go zrepl does not have.</param>
    public ChromeTraceWriter(Stream output, string hostName, bool withDetails)
    {
        _output = output;
        _withDetails = withDetails;
        var json = new StringBuilder();
        GoJson.AppendString(json, $"\"{hostName}\""); // with quotes inside the quotes, as upstream
        _pid = json.ToString();
    }

    /// <summary>Bytes handed to the stream so far, plus what waits for <see cref="FlushAsync"/> (counted in characters).</summary>
    public long Length => Written + _text.Length;

    /// <summary>Characters that wait for <see cref="FlushAsync"/>.</summary>
    public int Waiting => _text.Length;

    /// <summary>True if every begin that was written has its end.</summary>
    public bool IsBalanced => _open.Count == 0;

    private long Written { get; set; }

    /// <summary>Writes the begin of a task or span; of a child task also the arrow from its parent.</summary>
    public void Begin(in TraceEvent begun)
    {
        var node = begun.Node;
        if (!_open.Add(node)) return;
        var lane = node.Task.Text;
        Append(null, node.Text, 'B', begun.At, lane, null, _withDetails ? BeginDetails(node) : null);
        if (node is not { Kind: TraceNodeKind.Task, ParentTask: { } parent }) return;
        var flow = (++_flows).ToString("x", CultureInfo.InvariantCulture);
        Append("task", "child-task", 's', begun.At, parent.Text, flow, null);
        Append("task", "child-task", 'f', begun.At, lane, flow, null);
    }

    /// <summary>Writes the end of a task or span whose begin was written; others are passed over, so that every lane stays balanced.</summary>
    public void End(in TraceEvent ended)
    {
        var node = ended.Node;
        if (!_open.Remove(node)) return;
        Append(null, node.Text, 'E', ended.At, node.Task.Text, null, _withDetails ? EndDetails(node) : null);
    }

    /// <summary>Begins the lane of a task at another time than its own, without an arrow: for a recording of a part of its life.</summary>
    public void BeginLane(TraceNode task, DateTimeOffset at)
    {
        if (_open.Add(task)) Append(null, task.Text, 'B', at, task.Text, null, null);
    }

    /// <summary>Ends what <see cref="BeginLane"/> began.</summary>
    public void EndLane(TraceNode task, DateTimeOffset at)
    {
        if (_open.Remove(task)) Append(null, task.Text, 'E', at, task.Text, null, null);
    }

    /// <summary>Notes that events are missing, and ends what ended among them.</summary>
    public void Gap(string note, DateTimeOffset now)
    {
        AppendInstant(note, now);
        foreach (var node in _open.Where(n => n.IsEnded).OrderByDescending(n => n.Sequence).ToList())
            End(new TraceEvent(node, node.EndedAt ?? now));
    }

    /// <summary>Hands what was written to the stream.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_text.Length == 0) return;
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(_text.Length));
        try
        {
            var length = 0;
            foreach (var chunk in _text.GetChunks()) length += Encoding.UTF8.GetBytes(chunk.Span, bytes.AsSpan(length));
            _text.Clear();
            Written += length;
            await _output.WriteAsync(bytes.AsMemory(0, length), cancellation);
            await _output.FlushAsync(cancellation);
        }
        finally { ArrayPool<byte>.Shared.Return(bytes); }
    }

    private static List<KeyValuePair<string, string>> BeginDetails(TraceNode node)
    {
        var details = new List<KeyValuePair<string, string>> { new("id", node.Id), new("stack", node.IdStack), new("path", node.Path) };
        if (node is { IsRunRoot: true, Run: { } run })
        {
            details.Add(new("zrepl.job", run.Job));
            details.Add(run.Client is { } client ? new("zrepl.client", client) : new("zrepl.invocation", run.Number.ToString(CultureInfo.InvariantCulture)));
        }

        return details;
    }

    private static List<KeyValuePair<string, string>> EndDetails(TraceNode node)
    {
        List<KeyValuePair<string, string>> details = [.. node.Tags];
        if (node.Error is { } error) details.Add(new("error", error));
        return details;
    }

    private void Append(
        string? category, string name, char phase, DateTimeOffset at, string lane, string? flow, List<KeyValuePair<string, string>>? details)
    {
        _text.Append('{');
        if (category is not null) AppendMember("cat", category).Append(',');
        AppendMember("name", name).Append(",\"ph\":\"").Append(phase).Append("\",\"ts\":").Append(Microseconds(at)).Append(",\"pid\":").Append(_pid).Append(',');
        AppendMember("tid", lane);
        if (flow is not null)
        {
            _text.Append(',');
            AppendMember("id", flow);
        }

        if (details is { Count: > 0 }) AppendDetails(details);
        _text.Append("}\n,");
    }

    private void AppendDetails(List<KeyValuePair<string, string>> details)
    {
        _text.Append(",\"args\":{");
        for (var i = 0; i < details.Count; i++)
        {
            if (i > 0) _text.Append(',');
            AppendMember(details[i].Key, details[i].Value);
        }

        _text.Append('}');
    }

    // "s":"g" makes the mark span the whole picture.
    private void AppendInstant(string name, DateTimeOffset at)
    {
        _text.Append('{');
        AppendMember("name", name).Append(",\"ph\":\"i\",\"ts\":").Append(Microseconds(at)).Append(",\"pid\":").Append(_pid).Append(",\"tid\":\"\",\"s\":\"g\"}\n,");
    }

    private StringBuilder AppendMember(string name, string value)
    {
        GoJson.AppendString(_text, name);
        _text.Append(':');
        GoJson.AppendString(_text, value);
        return _text;
    }

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
