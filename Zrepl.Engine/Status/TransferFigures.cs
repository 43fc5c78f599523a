using Zrepl.Engine.Replication.Reports;

namespace Zrepl.Engine.Status;

/// <summary>How a replication comes along.</summary>
/// <param name="Bytes">What the running or last attempt has to transfer, and what of it went by.</param>
/// <param name="BytesPerSecond">Smoothed over about ten seconds; null if unknown or nothing moves.</param>
/// <param name="TimeLeft">At that rate; null if unknown.</param>
public sealed record TransferFigures(ByteFigures Bytes, double? BytesPerSecond, TimeSpan? TimeLeft)
{
    /// <summary>Nothing was transferred yet.</summary>
    public static TransferFigures None { get; } = new(ByteFigures.Zero, null, null);
}
