using Zrepl.Engine.Bandwidth;

namespace Zrepl.Engine.Configuration;

/// <summary>The <c>send</c> section: flags of <c>zfs send</c>, all off by default, and the job's limit. Source: spec config 9.1.</summary>
public sealed record SendDefinition
{
    /// <summary><c>encrypted</c>: every dataset must be encrypted and is sent raw (<c>-w</c>).</summary>
    public bool Encrypted { get; init; }

    /// <summary><c>raw</c>: <c>-w</c> without asking for encryption.</summary>
    public bool Raw { get; init; }

    /// <summary><c>send_properties</c>: <c>-p</c>.</summary>
    public bool SendProperties { get; init; }

    /// <summary><c>backup_properties</c>: <c>-b</c>.</summary>
    public bool BackupProperties { get; init; }

    /// <summary><c>large_blocks</c>: <c>-L</c>. Must not change after the first replication.</summary>
    public bool LargeBlocks { get; init; }

    /// <summary><c>compressed</c>: <c>-c</c>.</summary>
    public bool Compressed { get; init; }

    /// <summary><c>embedded_data</c>: <c>-e</c>.</summary>
    public bool EmbeddedData { get; init; }

    /// <summary><c>saved</c>: <c>-S</c>.</summary>
    public bool Saved { get; init; }

    /// <summary><c>bandwidth_limit</c>, for all streams of the job together.</summary>
    public BandwidthLimit BandwidthLimit { get; init; } = BandwidthLimit.Unlimited;
}
