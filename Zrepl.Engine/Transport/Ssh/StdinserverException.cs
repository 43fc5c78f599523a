namespace Zrepl.Engine.Transport.Ssh;

/// <summary><c>zrepl stdinserver</c> failed.</summary>
/// <param name="message">Why, and what to do.</param>
/// <param name="cause">What it comes from.</param>
/// <param name="isPassed">True if the daemon had the connection already, so that nothing may be said on it any more.</param>
public sealed class StdinserverException(string message, Exception? cause = null, bool isPassed = false) : Exception(message, cause)
{
    /// <summary>True if the daemon had the connection already.</summary>
    public bool IsPassed => isPassed;
}
