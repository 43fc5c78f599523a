namespace Zrepl.Web.Data.Entities;

/// <summary>How full a pool was at a moment.</summary>
internal sealed class PoolUseEntity
{
    public long Id { get; set; }

    public required string Host { get; set; }

    public required string Pool { get; set; }

    public DateTimeOffset At { get; set; }

    public long Used { get; set; }

    public long Available { get; set; }
}
