namespace Zrepl.Engine.Stalls;

/// <summary>Where streams that stand still are shown.</summary>
public interface IStallBoard
{
    /// <summary>Shows one, or takes it off again. Quick, and safe for threads.</summary>
    /// <param name="watch">Which stream.</param>
    /// <param name="stalled">How it stands; null: it moves, or is over.</param>
    void Show(StreamWatch watch, StalledStream? stalled);

    /// <summary>Told at each look at which the stream was seen to move.</summary>
    void Moved();
}
