namespace Zrepl.Engine.Wire.Control;

/// <summary>
/// How long the other side may take to answer a control call. A connection that is lost is found out much sooner; this is for a peer that is alive and whose ZFS
/// does not answer. Generous, because the work of a call that is given up is given up there too.
/// </summary>
internal sealed record ControlDeadlines
{
    /// <summary>What needs no ZFS.</summary>
    public TimeSpan Ping { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A listing, an estimate, a hold or bookmark of one dataset.</summary>
    public TimeSpan Question { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The destruction of snapshots, which on a loaded pool is slow and goes on.</summary>
    public TimeSpan Destruction { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The deadline of a method.</summary>
    public TimeSpan Of(string method) => method switch
    {
        "Ping" => Ping,
        "DestroySnapshots" => Destruction,
        _ => Question,
    };
}
