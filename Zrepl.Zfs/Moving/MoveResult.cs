namespace Zrepl.Zfs.Moving;

/// <summary>What one attempt to move bytes came to.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Bytes">How many bytes went, above 0 only with <see cref="MoveEnd.Moved"/>.</param>
public readonly record struct MoveResult(MoveEnd End, int Bytes = 0);

/// <summary>How an attempt to move bytes ended.</summary>
public enum MoveEnd
{
    /// <summary>Bytes went.</summary>
    Moved,

    /// <summary>There are no bytes now, or no room for them.</summary>
    HasToWait,

    /// <summary>There are none and none will come.</summary>
    SourceEnded,

    /// <summary>Nobody reads them any more.</summary>
    TargetClosed,
}
