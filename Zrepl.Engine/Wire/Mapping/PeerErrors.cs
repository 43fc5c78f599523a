using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Wire.Mapping;

/// <summary>Turns what the other side said in words into the exception that callers decide by.</summary>
internal static class PeerErrors
{
    /// <summary>What a daemon of ours says to all peers when it ends. Trying again soon helps.</summary>
    public const string ShuttingDown = "the daemon is shutting down";

    /// <summary>The failure that a text of the other side stands for.</summary>
    /// <param name="context">What goes before it, such as <c>server error: </c>.</param>
    /// <param name="text">What the other side said.</param>
    public static Exception Of(string context, string text)
    {
        if (text.StartsWith(ResumeTokenUnusableException.Prefix, StringComparison.Ordinal))
            return new ResumeTokenUnusableException(text[ResumeTokenUnusableException.Prefix.Length..].TrimStart());
        if (text.StartsWith(StreamStalledException.Prefix, StringComparison.Ordinal)) return new StreamStalledException(context + text);
        return text == ShuttingDown || text.StartsWith(ServiceEndedException.Prefix, StringComparison.Ordinal) ? new ConnectionLostException(context + text) : new PeerErrorException(context + text);
    }
}
