using System.Collections.Immutable;

namespace Zrepl.Tests.Support.Replication;

/// <summary>What calls of memory endpoints do beside their work, and the order in which they came.</summary>
internal sealed class CallScript
{
    private readonly Lock _gate = new();
    private readonly List<(string Call, Func<CancellationToken, Task> Act)> _once = [];
    private readonly List<(string Call, Func<CancellationToken, Task> Act)> _always = [];
    private ImmutableList<string> _calls = [];

    /// <summary>All calls so far, in order of their beginning.</summary>
    public ImmutableList<string> Calls => Volatile.Read(ref _calls);

    /// <summary>Calls that begin with a text.</summary>
    public IEnumerable<string> CallsTo(string call) => Calls.Where(c => Matches(call, c));

    /// <summary>Completes with the next call that begins with a text, or at once if there was one.</summary>
    public Task UntilAsync(string call)
    {
        var gate = Hold(call);
        gate.Open();
        return CallsTo(call).Any() ? Task.CompletedTask : gate.Reached;
    }

    /// <summary>The next call that begins with <paramref name="call"/> waits.</summary>
    public Gate Hold(string call)
    {
        var gate = new Gate();
        lock (_gate) _once.Add((call, gate.PassAsync));
        return gate;
    }

    /// <summary>The next calls that begin with <paramref name="call"/> fail.</summary>
    public void Fail(string call, Exception failure, int times = 1)
    {
        lock (_gate)
            for (var i = 0; i < times; i++) _once.Add((call, _ => Task.FromException(failure)));
    }

    /// <summary>All calls that begin with <paramref name="call"/> do something first.</summary>
    public void Always(string call, Func<CancellationToken, Task> act)
    {
        lock (_gate) _always.Add((call, act));
    }

    public async Task EnterAsync(string call, CancellationToken cancellation)
    {
        List<Func<CancellationToken, Task>> acts;
        lock (_gate)
        {
            _calls = _calls.Add(call);
            acts = [.. _always.Where(rule => Matches(rule.Call, call)).Select(rule => rule.Act)];
            var next = _once.FindIndex(rule => Matches(rule.Call, call));
            if (next >= 0)
            {
                acts.Add(_once[next].Act);
                _once.RemoveAt(next);
            }
        }

        cancellation.ThrowIfCancellationRequested();
        await Task.Yield(); // as if it took a while
        foreach (var act in acts) await act(cancellation);
    }

    private static bool Matches(string rule, string call) => call == rule || call.StartsWith(rule + " ", StringComparison.Ordinal);
}
