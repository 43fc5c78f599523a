using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Endpoints;

/// <summary>An endpoint could not do what was asked. Its message travels to the peer as it is and is what operators search for (spec B10).</summary>
public class EndpointException : Exception
{
    /// <summary>A refusal or failure.</summary>
    public EndpointException(string message, FailureCategory category = FailureCategory.Permanent, Exception? inner = null)
        : base(message, inner) => Category = category;

    /// <summary>A failure of ZFS with a word of context before it.</summary>
    public EndpointException(string context, ZfsException cause)
        : this($"{context}: {cause.Message}", cause.Category, cause) { }

    /// <summary>Whether waiting, an operator or only a change helps.</summary>
    public FailureCategory Category { get; }
}
