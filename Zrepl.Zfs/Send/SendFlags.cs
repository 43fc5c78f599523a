namespace Zrepl.Zfs.Send;

/// <summary>Options of <c>zfs send</c>, from the job's <c>send</c> section (spec A12.4).</summary>
public sealed record SendFlags
{
    /// <summary><c>encrypted: true</c>: the dataset must be encrypted, and the stream is raw.</summary>
    public bool Encrypted { get; init; }

    /// <summary><c>raw: true</c>: <c>-w</c>.</summary>
    public bool Raw { get; init; }

    /// <summary><c>send_properties: true</c>: <c>-p</c>.</summary>
    public bool Properties { get; init; }

    /// <summary><c>backup_properties: true</c>: <c>-b</c>.</summary>
    public bool BackupProperties { get; init; }

    /// <summary><c>large_blocks: true</c>: <c>-L</c>. Must not change after the first replication.</summary>
    public bool LargeBlocks { get; init; }

    /// <summary><c>compressed: true</c>: <c>-c</c>.</summary>
    public bool Compressed { get; init; }

    /// <summary><c>embedded_data: true</c>: <c>-e</c>.</summary>
    public bool EmbeddedData { get; init; }

    /// <summary>The stream leaves the host as it is encrypted on disk.</summary>
    public bool IsRawOnWire => Encrypted || Raw;
}
