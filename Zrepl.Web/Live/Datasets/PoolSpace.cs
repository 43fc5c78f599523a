namespace Zrepl.Web.Live.Datasets;

/// <summary>The room of a pool.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Pool">Its name.</param>
/// <param name="Used">Bytes in use, snapshots included.</param>
/// <param name="BySnapshots">Of these, what snapshots alone keep.</param>
/// <param name="Available">Bytes that can still be written.</param>
public sealed record PoolSpace(string Host, string Pool, long Used, long BySnapshots, long Available)
{
    /// <summary>All of it.</summary>
    public long Size => Used + Available;
}
