namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>Numbers of the ways in which a block can be compressed (<c>enum zio_compress</c>), as far as they appear in streams.</summary>
internal static class BlockCompression
{
    public const byte None = 0;

    /// <summary>Not compressed; what raw streams say where others say nothing.</summary>
    public const byte Off = 2;

    public const byte Lz4 = 15;
}

/// <summary>Numbers of checksums (<c>enum zio_checksum</c>).</summary>
internal static class BlockChecksum
{
    /// <summary>Of blocks embedded in their pointer, or that have none.</summary>
    public const byte Off = 2;

    public const byte Fletcher4 = 7;
}
