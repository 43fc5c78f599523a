namespace Zrepl.Engine.Tracing;

/// <summary>
/// Tasks that run side by side inside one span. <see cref="JoinAsync"/> waits for all of them, ends the span and hands on the failure:
/// <code>
/// await using var sizes = Tracer.StartGroup("compute-size-estimate", cancellation);
/// foreach (var step in steps) sizes.Run(token => EstimateAsync(step, token));
/// await sizes.JoinAsync();
/// </code>
/// </summary>
/// <remarks>Used by one flow; the members may be many. A member that fails does not stop the others: cancel the token for that.</remarks>
public sealed class TraceGroup : IAsyncDisposable
{
    private readonly TraceScope _span;
    private readonly string _name;
    private readonly CallSite _site;
    private readonly CancellationToken _cancellation;
    private readonly List<Task> _members = [];
    private bool _isJoined;

    internal TraceGroup(TraceScope span, string name, CallSite site, CancellationToken cancellation)
    {
        _span = span;
        _name = name;
        _site = site;
        _cancellation = cancellation;
    }

    /// <summary>Starts a member on a thread of the pool, as a task of the group's name.</summary>
    /// <exception cref="InvalidOperationException">The group was joined.</exception>
    public void Run(Func<CancellationToken, Task> member)
    {
        if (_isJoined) throw new InvalidOperationException($"The group '{_name}' was joined; nothing more can be started in it.");
        var node = Tracer.Fork(_span.Node!, _name, _site); // begun here, so that the numbers follow the order of the calls
        _members.Add(Task.Run(() => RunInAsync(node, member, _cancellation), CancellationToken.None)); // a cancelled member still has to end its task
    }

    /// <summary>Waits until every member has ended, and ends the span.</summary>
    /// <exception cref="Exception">The first failure among the members, or the cancellation of one if none failed.</exception>
    public async Task JoinAsync()
    {
        if (_isJoined) return;
        _isJoined = true;
        try { await Task.WhenAll(_members); }
        finally { _span.Dispose(); }
    }

    /// <summary>Joins if that was not done, so that no member is left behind when the code around the group fails.</summary>
    public async ValueTask DisposeAsync() => await JoinAsync();

    private static async Task RunInAsync(TraceNode node, Func<CancellationToken, Task> member, CancellationToken cancellation)
    {
        using var task = Tracer.Enter(node);
        await member(cancellation);
    }
}
