using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Zrepl.Zfs.Simulator.Content;

/// <summary>SHA-256 over what a set of objects holds, patterns as their seeds; when a block was written does not count.</summary>
internal static class ContentDigest
{
    public static string Of(ObjectSet content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (id, item) in content.Objects)
        {
            Append(hash, id, item.Type, item.BlockSize, item.BonusType, (ulong)item.Bonus.Length);
            hash.AppendData(item.Bonus.Span);
            Extent? pending = null;
            foreach (var extent in item.Extents)
            {
                // Two writes of one pattern, one after the other, hold what one write would.
                if (pending is { } before && before.End == extent.First && before.Data is PatternBlocks && before.Data.Equals(extent.Data))
                {
                    pending = before with { Count = before.Count + extent.Count };
                    continue;
                }

                if (pending is { } complete) Append(hash, complete);
                pending = extent;
            }

            if (pending is { } last) Append(hash, last);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Extent extent)
    {
        switch (extent.Data)
        {
            case PatternBlocks pattern: Append(hash, 1, extent.First, extent.Count, pattern.Seed, pattern.IsCompressible ? 1UL : 0); break;
            case StoredBlock block:
                Append(hash, 2, extent.First, extent.Count);
                hash.AppendData(block.Bytes.Span);
                break;
            default: throw new InvalidOperationException($"{extent.Data.GetType().Name} cannot be digested.");
        }
    }

    private static void Append(IncrementalHash hash, params ReadOnlySpan<ulong> numbers)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (var number in numbers)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
            hash.AppendData(bytes);
        }
    }
}
