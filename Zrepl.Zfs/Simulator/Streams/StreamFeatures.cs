namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>What a stream makes use of (<c>DMU_BACKUP_FEATURE_*</c>); stands in the BEGIN record.</summary>
[Flags]
internal enum StreamFeatures : ulong
{
    None = 0,
    SystemAttributeSpill = 1UL << 2,
    EmbeddedData = 1UL << 16,
    Lz4 = 1UL << 17,
    LargeBlocks = 1UL << 19,
    Resuming = 1UL << 20,
    Redacted = 1UL << 21,
    Compressed = 1UL << 22,
    LargeDnode = 1UL << 23,
    Raw = 1UL << 24,
    Zstd = 1UL << 25,
    Holds = 1UL << 26,
    SwitchToLargeBlocks = 1UL << 27,
    LongName = 1UL << 28,
    LargeMicroZap = 1UL << 29,

    /// <summary>Everything a current OpenZFS understands; a stream with other bits is refused.</summary>
    Known = SystemAttributeSpill | EmbeddedData | Lz4 | LargeBlocks | Resuming | Redacted | Compressed | LargeDnode | Raw | Zstd | Holds
        | SwitchToLargeBlocks | LongName | LargeMicroZap,
}
