using System.Collections.Immutable;
using System.Text;

namespace Zrepl.Engine.Wire.Multiplexing;

/// <summary>
/// What a connection is for. The client writes it once, right after the banners: ASCII, filled up with NUL to 64 bytes; there is no
/// answer (spec wire 3).
/// </summary>
internal sealed class ConnectionLabel
{
    public const int Length = 64;

    private static readonly ImmutableArray<ConnectionLabel> All = [new("zrepl_control"), new("zrepl_data")];

    private ConnectionLabel(string name)
    {
        Name = name;
        var bytes = new byte[Length];
        Encoding.ASCII.GetBytes(name, bytes);
        Bytes = bytes;
    }

    /// <summary>Carries calls: gRPC over HTTP/2.</summary>
    public static ConnectionLabel Control => All[0];

    /// <summary>Carries one data request.</summary>
    public static ConnectionLabel Data => All[1];

    public string Name { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The label that has exactly these 64 bytes, or null.</summary>
    public static ConnectionLabel? Find(ReadOnlySpan<byte> bytes)
    {
        foreach (var label in All)
        {
            if (bytes.SequenceEqual(label.Bytes.Span)) return label;
        }

        return null;
    }

    public override string ToString() => Name;
}
