using System.Globalization;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Properties;

namespace Zrepl.Zfs.Simulator.Libzfs;

/// <summary>A column to sort by: a native property, or a user property if <paramref name="Native"/> is null.</summary>
internal sealed record SortColumn(string Name, PropertyDefinition? Native, bool IsDescending);

/// <summary>
/// The order of listings: by the given columns, then by name, snapshots after their dataset in order of creation
/// (<c>zfs_sort</c>, <c>zfs_compare</c> in OpenZFS <c>cmd/zfs/zfs_iter.c</c>).
/// </summary>
internal sealed class EntityOrder(IReadOnlyList<SortColumn> columns, PropertyReader exact) : IComparer<ZfsEntity>
{
    public int Compare(ZfsEntity? x, ZfsEntity? y)
    {
        var (left, right) = (x!, y!); // a list of entities has no null
        foreach (var column in columns)
        {
            var order = Compare(column, left, right, out var isFinal);
            if (isFinal) return order;
            if (order != 0) return column.IsDescending ? -order : order;
        }

        return CompareNames(left, right);
    }

    /// <summary>Sorts and drops what was met twice.</summary>
    public List<ZfsEntity> Sort(List<ZfsEntity> entities)
    {
        var isSorted = true;
        for (var i = 1; i < entities.Count && isSorted; i++) isSorted = Compare(entities[i - 1], entities[i]) < 0;
        if (isSorted) return entities;
        var sorted = entities.Order(this).ToList();
        var unique = new List<ZfsEntity>(sorted.Count);
        foreach (var entity in sorted)
            if (unique.Count == 0 || Compare(unique[^1], entity) != 0) unique.Add(entity);
        return unique;
    }

    // Things without the property go to the bottom, whatever the direction.
    private int Compare(SortColumn column, ZfsEntity left, ZfsEntity right, out bool isFinal)
    {
        isFinal = false;
        switch (column.Native?.Name)
        {
            case "createtxg": return left.CreateTxg.CompareTo(right.CreateTxg);
            case "creation": return left.CreationSeconds.CompareTo(right.CreationSeconds);
            case "guid": return left.Guid.CompareTo(right.Guid);
            case "name": return string.CompareOrdinal(left.FullName, right.FullName);
        }

        var (a, b) = (Value(column, left), Value(column, right));
        if (a is null && b is null) return 0;
        isFinal = a is null || b is null;
        if (isFinal) return a is null ? 1 : -1;
        if (column.Native?.ValueType == PropertyValueType.Number && TryNumbers(a!, b!, out var order)) return order; // both are set here
        return string.CompareOrdinal(a, b);
    }

    private string? Value(SortColumn column, ZfsEntity entity) =>
        column.Native is { } native ? exact.Read(entity, native)?.Text : PropertyLookup.Find(entity, column.Name, isInheritable: true)?.Text;

    private static bool TryNumbers(string left, string right, out int order)
    {
        order = 0;
        if (!decimal.TryParse(left, CultureInfo.InvariantCulture, out var a) || !decimal.TryParse(right, CultureInfo.InvariantCulture, out var b)) return false;
        order = a.CompareTo(b);
        return true;
    }

    private static int CompareNames(ZfsEntity left, ZfsEntity right)
    {
        var byName = string.CompareOrdinal(NameBeforeAt(left), NameBeforeAt(right));
        if (byName != 0) return byName;
        return (left, right) switch
        {
            (Snapshot a, Snapshot b) => a.CreateTxg.CompareTo(b.CreateTxg),
            (Snapshot, _) => 1,
            (_, Snapshot) => -1,
            _ => 0,
        };
    }

    private static string NameBeforeAt(ZfsEntity entity) => entity is Snapshot snapshot ? snapshot.Dataset.Name : entity.FullName;
}
