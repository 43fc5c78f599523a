using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Endpoints;

/// <summary>An endpoint could not do what was asked. Its message travels to the peer as it is and is what operators search for (spec B10).</summary>
public class EndpointException : Exception
{
    /// <summary>A refusal or failure.</summary>
    public EndpointException(string message, FailureCategory category = FailureCategory.Permanent, Exception? inner = null)
        : base(message, inner) => Category = category;

    /// <summary>
    /// A failure of ZFS with a word of context before it and, on a line of its own, what the operator can do. In the message, because nothing
    /// else travels: report, page, log and peer all tell it.
    /// </summary>
    public EndpointException(string context, ZfsException cause)
        : this($"{context}: {cause.Message}{(cause.Hint is { Length: > 0 } hint ? "\n" + hint : "")}", cause.Category, cause) { }

    /// <summary>Whether waiting, an operator or only a change helps.</summary>
    public FailureCategory Category { get; }
}
