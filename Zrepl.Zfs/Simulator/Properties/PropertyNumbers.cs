using System.Globalization;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>
/// The numbers that stand for the words of properties inside streams (<c>zfs_prop.c</c>, <c>sys/zio_compress.h</c>, <c>sys/zio_checksum.h</c>).
/// </summary>
internal static class PropertyNumbers
{
    private const int Zstd = 16;
    private const int LevelShift = 7;

    // "?" where no word has the number.
    private static readonly Dictionary<string, string[]> Words = new(StringComparer.Ordinal)
    {
        ["checksum"] = "? on off ? ? ? fletcher2 fletcher4 sha256 ? noparity sha512 skein edonr blake3".Split(' '),
        ["compression"] = "? on off lzjb ? gzip-1 gzip-2 gzip-3 gzip-4 gzip-5 gzip gzip-7 gzip-8 gzip-9 zle lz4 zstd".Split(' '),
        ["snapdir"] = "hidden visible disabled".Split(' '),
        ["snapdev"] = "hidden visible".Split(' '),
        ["aclmode"] = "discard ? groupmask passthrough restricted".Split(' '),
        ["aclinherit"] = "discard noallow ? passthrough restricted passthrough-x".Split(' '),
        ["acltype"] = "off posix nfsv4".Split(' '),
        ["canmount"] = "off on noauto".Split(' '),
        ["xattr"] = "off dir sa on".Split(' '),
        ["casesensitivity"] = "sensitive insensitive mixed".Split(' '),
        ["primarycache"] = "none metadata all".Split(' '),
        ["secondarycache"] = "none metadata all".Split(' '),
        ["prefetch"] = "none metadata all".Split(' '),
        ["logbias"] = "latency throughput".Split(' '),
        ["sync"] = "standard always disabled".Split(' '),
        ["volmode"] = "default full dev none".Split(' '),
        ["redundant_metadata"] = "all most some none".Split(' '),
        ["direct"] = "disabled standard always".Split(' '),
        ["encryption"] = "? on off aes-128-ccm aes-192-ccm aes-256-ccm aes-128-gcm aes-192-gcm aes-256-gcm".Split(' '),
        ["keyformat"] = "none raw hex passphrase".Split(' '),
    };

    private static readonly string[] Switch = ["off", "on"];

    /// <summary>The number for a stored value, or null if the value goes as text.</summary>
    public static ulong? Of(PropertyDefinition property, string value)
    {
        if (property.ValueType == PropertyValueType.FreeText) return null;
        if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        if (property.ValueType == PropertyValueType.Number) return value == "none" ? 0 : null;
        if (property.Name == "compression" && value.StartsWith("zstd-", StringComparison.Ordinal)) return OfZstd(value["zstd-".Length..]);
        if (property.Name == "dnodesize") return value switch { "legacy" => 0, "auto" => 1, _ => 1024 * ulong.Parse(value[..^1], CultureInfo.InvariantCulture) };
        var place = Array.IndexOf(Words.GetValueOrDefault(property.Name, Switch), value);
        return place < 0 ? null : (ulong)place;
    }

    /// <summary>The stored value for a number.</summary>
    public static string Text(PropertyDefinition property, ulong number)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        if (property.ValueType != PropertyValueType.Choice) return digits;
        if (property.Name == "compression" && number >> LevelShift is var level and > 0) return ZstdText((int)level);
        if (property.Name == "dnodesize") return number switch { 0 => "legacy", 1 => "auto", _ => $"{number / 1024}k" };
        if (!Words.TryGetValue(property.Name, out var words)) words = property.Choices.ContainsKey("on") ? Switch : [];
        return number < (ulong)words.Length && words[number] != "?" ? words[number] : digits;
    }

    // Levels 1 to 19 as they are, the fast ones from 101 on: 1 to 10, then 20 to 100 in tens, 500, 1000.
    private static ulong? OfZstd(string level)
    {
        var isFast = level.StartsWith("fast", StringComparison.Ordinal);
        var text = isFast ? level["fast".Length..].TrimStart('-') : level;
        if (!int.TryParse(text.Length == 0 ? "1" : text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        var code = !isFast ? number : number switch { <= 10 => 100 + number, <= 100 => 109 + number / 10, 500 => 120, _ => 121 };
        return (ulong)(Zstd | code << LevelShift);
    }

    private static string ZstdText(int code) => code switch
    {
        3 => "zstd",
        < 100 => $"zstd-{code}",
        101 => "zstd-fast",
        <= 110 => $"zstd-fast-{code - 100}",
        <= 119 => $"zstd-fast-{(code - 109) * 10}",
        120 => "zstd-fast-500",
        _ => "zstd-fast-1000",
    };
}
