using System.Text;

namespace Zrepl.Zfs.Versions;

/// <summary>Gives equal names the same string, so that a snapshot taken on ten thousand datasets costs its name once. Not thread-safe.</summary>
internal sealed class NamePool
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The string for some bytes of UTF-8.</summary>
    public string Take(ReadOnlySpan<byte> utf8)
    {
        Span<char> characters = stackalloc char[256];
        if (utf8.Length > characters.Length) return Encoding.UTF8.GetString(utf8);
        var name = characters[..Encoding.UTF8.GetChars(utf8, characters)];
        var lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known)) return known;
        var added = name.ToString();
        _names.Add(added);
        return added;
    }
}
