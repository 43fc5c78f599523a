using Zrepl.Engine.Endpoints.Failures;

namespace Zrepl.Engine.Endpoints.Connectivity;

/// <summary>Which side did not answer, and what was tried last. At least one is given. Source: spec 1.10.4.</summary>
/// <param name="Sender">Why the sender is not reachable, or null if it is.</param>
/// <param name="Receiver">Why the receiver is not reachable, or null if it is.</param>
public sealed record Unreachable(Exception? Sender, Exception? Receiver)
{
    /// <summary>For reports.</summary>
    public string Text => (Sender, Receiver) switch
    {
        ({ } sender, null) => $"sender is not reachable: {FailureText.Of(sender)}",
        (null, { } receiver) => $"receiver is not reachable: {FailureText.Of(receiver)}",
        ({ } sender, { } receiver) when FailureText.Of(sender) == FailureText.Of(receiver) =>
            $"sender and receiver are not reachable: {FailureText.Of(sender)}",
        ({ } sender, { } receiver) =>
            $"sender and receiver are not reachable:\n  sender: {FailureText.Of(sender)}\n  receiver: {FailureText.Of(receiver)}",
        _ => "",
    };
}
