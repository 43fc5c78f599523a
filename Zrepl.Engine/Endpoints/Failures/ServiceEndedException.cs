namespace Zrepl.Engine.Endpoints.Failures;

/// <summary>A passive job ends, or takes another definition, while a client asks it for something. Trying again can help.</summary>
/// <remarks>
/// On the wire the message, which begins with <see cref="Prefix"/>, is what travels; whoever asked from another machine takes a text with that prefix for a lost
/// connection, and comes again.
/// </remarks>
public sealed class ServiceEndedException(string job, Exception? inner = null)
    : IOException($"{Prefix} job \"{job}\" does not serve any more: it was stopped, or its definition changed", inner), IConnectivityFailure
{
    /// <summary>How the message begins.</summary>
    public const string Prefix = "try again:";
}
