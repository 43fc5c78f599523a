namespace Zrepl.Engine.Jobs;

/// <summary>What a stream brings, for people.</summary>
/// <param name="Dataset">As the client names it.</param>
/// <param name="Snapshot">With its <c>@</c>.</param>
internal readonly record struct StreamSubject(string Dataset, string Snapshot)
{
    public override string ToString() => Dataset + Snapshot;
}
