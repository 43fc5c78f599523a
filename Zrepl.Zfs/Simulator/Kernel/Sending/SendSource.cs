using Zrepl.Zfs.Simulator.Content;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>What of a stream the caller chose (<c>lzc_send_flags</c>), or a resume token says.</summary>
/// <param name="LargeBlocks">Blocks above 128 KiB go as they are.</param>
/// <param name="Embedded">Blocks that live in their pointer go as they are.</param>
/// <param name="Compressed">Blocks go as they are compressed on disk.</param>
/// <param name="Raw">Blocks go as they are encrypted on disk.</param>
internal readonly record struct StreamFlags(bool LargeBlocks, bool Embedded, bool Compressed, bool Raw);

/// <summary>Everything a stream is made from. Immutable, so that nothing has to be locked while it is sent.</summary>
internal sealed record SendSource
{
    public required ObjectSet Content { get; init; }

    public required ulong ToGuid { get; init; }

    /// <summary>Full name of the snapshot.</summary>
    public required string ToName { get; init; }

    public required long CreationSeconds { get; init; }

    public required bool IsVolume { get; init; }

    /// <summary>0 for a full stream.</summary>
    public ulong FromGuid { get; init; }

    /// <summary>Blocks born later are sent; 0 for a full stream.</summary>
    public ulong FromTxg { get; init; }

    /// <summary>The source is a snapshot of another dataset: the origin.</summary>
    public bool IsClone { get; init; }

    public required StreamFlags Flags { get; init; }

    /// <summary>The dataset has blocks above 128 KiB.</summary>
    public bool HasLargeBlocks { get; init; }

    /// <summary>How it is encrypted, or null.</summary>
    public Encryption? Encryption { get; init; }

    /// <summary>The key of the encryption root.</summary>
    public WrappingKey? Wrapping { get; init; }

    public ulong ToIvSet { get; init; }

    public ulong FromIvSet { get; init; }

    /// <summary>Where an interrupted stream continues, or null.</summary>
    public (ulong Object, ulong Offset)? Resume { get; init; }

    public bool IsFull => FromGuid == 0;

    /// <summary>Blocks leave the host encrypted.</summary>
    public bool IsSealed => Flags.Raw && Encryption is not null;

    public bool SendsCompressed => Flags.Compressed || Flags.Raw;

    public bool SendsEmbedded => Flags.Embedded && Encryption is null;

    public bool SendsLargeBlocks => Flags.LargeBlocks && HasLargeBlocks;

    public StreamFeatures Features
    {
        get
        {
            var features = IsVolume ? StreamFeatures.None : StreamFeatures.SystemAttributeSpill;
            if (SendsLargeBlocks) features |= StreamFeatures.LargeBlocks;
            if (SendsEmbedded) features |= StreamFeatures.EmbeddedData;
            if (SendsCompressed) features |= StreamFeatures.Compressed;
            if (IsSealed) features |= StreamFeatures.Raw;
            if (SendsEmbedded || SendsCompressed) features |= StreamFeatures.Lz4;
            if (Resume is not null) features |= StreamFeatures.Resuming;
            return features;
        }
    }
}
