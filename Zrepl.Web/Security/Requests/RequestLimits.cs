namespace Zrepl.Web.Security.Requests;

/// <summary>How much of the REST API one user, one token, or one address that nobody is signed in at may ask for. Generous: they keep a loop that runs wild from slowing the replication.</summary>
internal sealed record RequestLimits
{
    /// <summary>Requests in a minute.</summary>
    public int PerMinute { get; init; } = 3000;

    /// <summary>Requests that are answered at once, streams of events aside.</summary>
    public int AtOnce { get; init; } = 16;

    /// <summary>Streams of events at once.</summary>
    public int Streams { get; init; } = 16;
}
