namespace Zrepl.Engine.Replication.Reports;

/// <summary>How much there is to transfer and how much of it went by.</summary>
/// <param name="Expected">Bytes expected, as far as known.</param>
/// <param name="Replicated">Bytes transferred in this attempt.</param>
/// <param name="IsImprecise">Some step has no estimate, so <paramref name="Expected"/> is too small.</param>
public readonly record struct ByteFigures(long Expected, long Replicated, bool IsImprecise)
{
    /// <summary>Nothing.</summary>
    public static ByteFigures Zero => default;

    /// <summary>Adds up.</summary>
    public static ByteFigures operator +(ByteFigures left, ByteFigures right) => left.Add(right);

    /// <summary>Adds up.</summary>
    public ByteFigures Add(ByteFigures other) =>
        new(Expected + other.Expected, Replicated + other.Replicated, IsImprecise || other.IsImprecise);

    internal static ByteFigures Of(StepInfo step) => new(step.BytesExpected, step.BytesReplicated, step.BytesExpected == 0);
}
