using System.Text;

namespace Zrepl.Zfs.Versions;

/// <summary>Reads the columns <c>name,guid,createtxg,creation,userrefs</c> of a snapshot or bookmark (spec A4.1, A4.2).</summary>
internal static class VersionLine
{
    /// <summary>The columns to ask for, in this order.</summary>
    public const string Columns = "name,guid,createtxg,creation,userrefs";

    /// <summary>How many they are.</summary>
    public const int ColumnCount = 5;

    /// <summary>Position of the <c>@</c> or <c>#</c> in a full name, or -1 for a dataset.</summary>
    public static int DelimiterIn(ReadOnlySpan<byte> fullName) => fullName.IndexOfAny((byte)'@', (byte)'#');

    /// <summary>Reads what follows the name.</summary>
    /// <param name="fullName">Full name with its delimiter.</param>
    /// <param name="columns">Stands behind the name column.</param>
    /// <param name="names">Short names met so far: ten thousand datasets share theirs.</param>
    /// <exception cref="FormatException">Not a version, or a column that is not what it should be.</exception>
    public static FilesystemVersion Read(ReadOnlySpan<byte> fullName, ref ListColumns columns, NamePool names)
    {
        var delimiter = DelimiterIn(fullName);
        if (delimiter < 0) throw columns.Unexpected("a snapshot or bookmark");
        var kind = fullName[delimiter] == '@' ? VersionKind.Snapshot : VersionKind.Bookmark;
        var name = names.Take(fullName[(delimiter + 1)..]);
        var guid = columns.NextUInt64();
        var createTxg = columns.NextUInt64();
        var creation = columns.NextInt64();
        return new(kind, name, guid, createTxg, creation, ReadUserRefs(kind, ref columns));
    }

    // A number for snapshots and exactly "-" for bookmarks.
    private static uint? ReadUserRefs(VersionKind kind, ref ListColumns columns)
    {
        var column = columns.Next();
        if (kind == VersionKind.Bookmark) return column is [(byte)'-'] ? null : throw columns.Unexpected("userrefs '-' for a bookmark");
        return System.Buffers.Text.Utf8Parser.TryParse(column, out uint count, out var used) && used == column.Length
            ? count
            : throw columns.Unexpected($"a number of userrefs, not '{Encoding.UTF8.GetString(column)}'");
    }
}
