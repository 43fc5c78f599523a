namespace Zrepl.Zfs.Simulator.Model;

/// <summary>What an interrupted <c>receive -s</c> leaves behind; the source of <c>receive_resume_token</c>.</summary>
internal sealed record ResumeState
{
    /// <summary>0 for a full stream.</summary>
    public ulong FromGuid { get; init; }

    public required ulong ToGuid { get; init; }

    /// <summary>The sender's name of the snapshot.</summary>
    public required string ToName { get; init; }

    /// <summary>Object at which the stream has to continue.</summary>
    public ulong Object { get; init; }

    /// <summary>Byte in that object.</summary>
    public ulong Offset { get; init; }

    /// <summary>Bytes received so far, record headers included.</summary>
    public ulong Bytes { get; init; }

    public bool LargeBlocks { get; init; }

    public bool Embedded { get; init; }

    public bool Compressed { get; init; }

    public bool Raw { get; init; }
}
