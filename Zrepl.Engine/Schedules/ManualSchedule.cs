namespace Zrepl.Engine.Schedules;

/// <summary>Never due by itself; somebody has to ask.</summary>
public sealed class ManualSchedule : ISchedule
{
    private ManualSchedule() { }

    /// <summary>The schedule.</summary>
    public static ManualSchedule Instance { get; } = new();

    /// <inheritdoc/>
    public DateTimeOffset? Next(DateTimeOffset after) => null;

    /// <inheritdoc/>
    public string Describe() => "only when asked";
}
