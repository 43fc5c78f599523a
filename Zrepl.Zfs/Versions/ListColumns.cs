using System.Buffers.Text;
using System.Text;

namespace Zrepl.Zfs.Versions;

/// <summary>
/// One line of <c>zfs list -H -p</c>: columns between single tabs, exactly as many as were asked for (spec A4.1).
/// Numbers are read from the bytes, because lists have a million lines.
/// </summary>
internal ref struct ListColumns
{
    private readonly ReadOnlySpan<byte> _line;
    private ReadOnlySpan<byte> _rest;
    private bool _isAtEnd;

    private ListColumns(ReadOnlySpan<byte> line) => _line = _rest = line;

    /// <summary>Begins with the first column.</summary>
    /// <exception cref="FormatException">Another number of columns.</exception>
    public static ListColumns Read(ReadOnlySpan<byte> line, int expected)
    {
        var columns = new ListColumns(line);
        return line.Count((byte)'\t') + 1 == expected ? columns : throw columns.Unexpected($"{expected} columns");
    }

    /// <summary>The next column as bytes.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_isAtEnd) throw Unexpected("another column");
        var tab = _rest.IndexOf((byte)'\t');
        _isAtEnd = tab < 0;
        var column = tab < 0 ? _rest : _rest[..tab];
        _rest = tab < 0 ? [] : _rest[(tab + 1)..];
        return column;
    }

    /// <summary>The next column as text.</summary>
    public string NextText() => Encoding.UTF8.GetString(Next());

    /// <summary>The next column as an unsigned number.</summary>
    public ulong NextUInt64()
    {
        var column = Next();
        return Utf8Parser.TryParse(column, out ulong number, out var used) && used == column.Length ? number : throw Unexpected("a number");
    }

    /// <summary>The next column as a number of seconds.</summary>
    public long NextInt64()
    {
        var column = Next();
        return Utf8Parser.TryParse(column, out long number, out var used) && used == column.Length ? number : throw Unexpected("a number");
    }

    /// <summary>What went wrong, with the line.</summary>
    public readonly FormatException Unexpected(string expected) => new($"expected {expected} in \"{Encoding.UTF8.GetString(_line)}\"");
}
