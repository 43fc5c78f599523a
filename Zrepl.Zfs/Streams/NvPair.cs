using System.Collections.Immutable;

namespace Zrepl.Zfs.Streams;

/// <summary>Value types of an nvlist as numbered by OpenZFS <c>sys/nvpair.h</c>; only those met in tokens and stream headers.</summary>
public enum NvType
{
    /// <summary>Present means true; has no value.</summary>
    Boolean = 1,

    /// <summary>64-bit unsigned integer.</summary>
    UInt64 = 8,

    /// <summary>NUL-terminated text.</summary>
    String = 9,

    /// <summary>Array of 64-bit unsigned integers.</summary>
    UInt64Array = 16,

    /// <summary>A list inside a list.</summary>
    NvList = 19,

    /// <summary>A boolean with a value. Not used where only presence counts.</summary>
    BooleanValue = 21,

    /// <summary>Array of bytes.</summary>
    ByteArray = 26,
}

/// <summary>One named value of an nvlist. Exactly the member that belongs to <paramref name="Type"/> is meaningful.</summary>
/// <param name="Name">Name, NUL-free.</param>
/// <param name="Type">As numbered on disk; may be a number that <see cref="NvType"/> does not name.</param>
/// <param name="Number">Value of a <see cref="NvType.UInt64"/>; 0 or 1 of a <see cref="NvType.BooleanValue"/>.</param>
/// <param name="Text">Value of a <see cref="NvType.String"/>.</param>
/// <param name="Numbers">Value of a <see cref="NvType.UInt64Array"/>.</param>
/// <param name="List">Value of a <see cref="NvType.NvList"/>.</param>
/// <param name="Bytes">Value of a <see cref="NvType.ByteArray"/>.</param>
public sealed record NvPair(
    string Name, NvType Type, ulong Number = 0, string? Text = null, ImmutableArray<ulong> Numbers = default, ImmutableArray<NvPair> List = default,
    ReadOnlyMemory<byte> Bytes = default)
{
    /// <summary>A flag.</summary>
    public static NvPair Flag(string name) => new(name, NvType.Boolean);

    /// <summary>A number.</summary>
    public static NvPair Of(string name, ulong number) => new(name, NvType.UInt64, number);

    /// <summary>A text.</summary>
    public static NvPair Of(string name, string text) => new(name, NvType.String, Text: text);

    /// <summary>A list.</summary>
    public static NvPair Of(string name, ImmutableArray<NvPair> list) => new(name, NvType.NvList, List: list);

    /// <summary>Bytes.</summary>
    public static NvPair OfBytes(string name, ReadOnlyMemory<byte> bytes) => new(name, NvType.ByteArray, Bytes: bytes);
}
