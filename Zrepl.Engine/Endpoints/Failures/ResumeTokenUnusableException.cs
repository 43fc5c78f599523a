namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>
/// The sender cannot continue the stream a resume token asks for, though the token is well-formed: versions are gone or the sending
/// policy changed. The step can be planned again without it. Source: spec B8.6.
/// </summary>
/// <remarks>
/// On the wire the message, which begins with <see cref="Prefix"/>, is all that travels; a remote sender turns a text with that
/// prefix into this type again.
/// </remarks>
public sealed class ResumeTokenUnusableException(string reason, Exception? inner = null)
    : EndpointException($"{Prefix} {reason}", inner: inner)
{
    /// <summary>How the message begins.</summary>
    public const string Prefix = "resume token unusable:";
}
