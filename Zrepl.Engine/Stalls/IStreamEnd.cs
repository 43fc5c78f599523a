namespace Zrepl.Engine.Stalls;

/// <summary>One end of a stream, to be looked at while it is under way and afterwards. Safe for threads.</summary>
public interface IStreamEnd
{
    /// <summary>What it is, for people: <c>pool backup</c>, <c>nas:8888</c>.</summary>
    string Description { get; }

    /// <summary>Looks at it: cheap, at once, and without an exception.</summary>
    EndSample Look();

    /// <summary>Asks for what only a process or a call can tell.</summary>
    /// <param name="cancellation">Ends it; the caller gives it a deadline.</param>
    Task<EndFacts> AskAsync(CancellationToken cancellation);
}
