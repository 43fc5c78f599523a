using Zrepl.Engine.Stalls;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>An end of a stream that stands as the test says.</summary>
internal sealed class FakeEnd(string description, EndSample first) : IStreamEnd
{
    private int _asked;

    public EndSample Now { get; set; } = first;

    /// <summary>What it answers; the default answers nothing.</summary>
    public Func<CancellationToken, Task<EndFacts>> Answer { get; set; } = _ => Task.FromResult(EndFacts.None);

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public string Description => description;

    public EndSample Look() => Now;

    public Task<EndFacts> AskAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        return Answer(cancellation);
    }
}
