namespace Zrepl.Web.Live;

/// <summary>What goes wrong on purpose, told to visitors of the demonstration. Thread-safe.</summary>
public sealed class StagedFaults
{
    private StagedFault? _now;

    /// <summary>What goes wrong at the moment; null: nothing.</summary>
    public StagedFault? Now
    {
        get => Volatile.Read(ref _now);
        set => Volatile.Write(ref _now, value);
    }
}

/// <summary>Something that goes wrong for a while.</summary>
/// <param name="Story">What happened: a sentence without its capital and its full stop.</param>
/// <param name="EndsAt">When it ends by itself.</param>
public sealed record StagedFault(string Story, DateTimeOffset EndsAt);
