namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// How many attempts without progress a run may make: <c>ZREPL_REPLICATION_MAX_ATTEMPTS</c>. An attempt that gets something done does not
/// count (BAD-14), but no run makes more than <see cref="Most"/>.
/// </summary>
public readonly record struct AttemptLimit
{
    private readonly int _attempts;

    private AttemptLimit(int attempts) => _attempts = attempts;

    /// <summary>More than this would be a bug that keeps the network busy.</summary>
    public const int Most = 1000;

    /// <summary>Three attempts.</summary>
    public static AttemptLimit Default { get; } = new(3);

    /// <summary>Attempts without progress.</summary>
    public int Attempts => _attempts == 0 ? Default._attempts : _attempts;

    /// <summary>Reads the number an administrator gave; -1 means without limit (BAD-3).</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero, or negative and not -1.</exception>
    public static AttemptLimit Of(int number) => number switch
    {
        -1 => new(int.MaxValue),
        > 0 => new(number),
        _ => throw new ArgumentOutOfRangeException(nameof(number), number, "must be a positive number of attempts, or -1 for no limit"),
    };
}
