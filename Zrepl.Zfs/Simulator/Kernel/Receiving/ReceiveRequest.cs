using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>What libzfs asks the module to do with one sub-stream (<c>lzc_receive_with_cmdprops</c>).</summary>
/// <param name="Dataset">Full name of the destination.</param>
/// <param name="Snapshot">Short name of the snapshot to be made.</param>
/// <param name="Head">BEGIN record of the sub-stream.</param>
/// <param name="Start">Its payload.</param>
internal sealed record ReceiveRequest(string Dataset, string Snapshot, BeginRecord Head, StreamStart Start)
{
    /// <summary><c>-F</c></summary>
    public bool Forces { get; init; }

    /// <summary><c>-s</c></summary>
    public bool IsResumable { get; init; }

    /// <summary>Full name of the snapshot the new dataset is a clone of, or null.</summary>
    public string? Origin { get; init; }

    /// <summary>Encryption of a new root, made by <c>-o encryption=…</c>; null to take over the parent's.</summary>
    public Encryption? Encryption { get; init; }

    /// <summary>The new dataset is not encrypted whatever its parent is.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Properties of the stream by name; null if it has none at all.</summary>
    public ImmutableSortedDictionary<string, string>? Received { get; init; }

    /// <summary><c>-o</c></summary>
    public ImmutableSortedDictionary<string, string> Local { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary><c>-x</c></summary>
    public ImmutableArray<string> Excluded { get; init; } = [];

    public StreamFeatures Features => (StreamFeatures)Head.Features;

    public bool IsRaw => Features.HasFlag(StreamFeatures.Raw);

    public bool IsClone => (Head.Flags & 1) != 0 || Origin is not null;

    public EntityTypes Type => Head.ObjsetType == 3 ? EntityTypes.Volume : EntityTypes.Filesystem;

    public string ParentName => Dataset.LastIndexOf('/') is var slash and > 0 ? Dataset[..slash] : Dataset;
}
