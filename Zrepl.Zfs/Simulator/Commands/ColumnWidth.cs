using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>Widths of table columns (<c>zprop_width</c> and <c>zfs_expand_proplist</c> in libzfs).</summary>
internal static class ColumnWidth
{
    // Numbers that are never shortened, and texts, are as wide as they come.
    private static readonly HashSet<string> Flexible = ["guid", "createtxg", "objsetid", "creation", "snapshots_changed", "keyguid", "ivsetguid", "pbkdf2iters"];

    public static int Of(PropertyColumn column, IReadOnlyCollection<ZfsEntity> rows, PropertyReader reader, bool isLiteral)
    {
        var width = Least(column);
        if (!isLiteral && IsFixed(column)) return width;
        foreach (var row in rows) width = Math.Max(width, column.Read(row, reader)?.Text.Length ?? 0);
        return width;
    }

    private static int Least(PropertyColumn column) => column.Native switch
    {
        null => column.Name.Length,
        { ValueType: PropertyValueType.Number } number => Math.Max(number.Column.Length, 5), // "20.4K"
        { ValueType: PropertyValueType.Choice } choice => Math.Max(choice.Column.Length, choice.Choices.Keys.Max(word => word.Length)),
        { } text => text.Column.Length,
    };

    private static bool IsFixed(PropertyColumn column) =>
        column.Native is { ValueType: not PropertyValueType.FreeText } native && !Flexible.Contains(native.Name);
}
