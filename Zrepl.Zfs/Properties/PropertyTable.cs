using System.Collections.Immutable;

namespace Zrepl.Zfs.Properties;

/// <summary>What <c>zfs get -Hp -o name,property,value,source</c> printed for one or many things.</summary>
/// <param name="rows">By full name, then by property.</param>
/// <param name="unreadable">Names with a row that could not be read, for example because a value contains a line end.</param>
public sealed class PropertyTable(
    ImmutableDictionary<string, ImmutableDictionary<string, PropertyValue>> rows, ImmutableHashSet<string> unreadable)
{
    /// <summary>Full names of all datasets, snapshots and bookmarks in the table.</summary>
    public IEnumerable<string> Names => rows.Keys;

    /// <summary>Names of which at least one row could not be read.</summary>
    public ImmutableHashSet<string> Unreadable => unreadable;

    /// <summary>A value, or null if the thing or the property is not in the table.</summary>
    public PropertyValue? Find(string name, string property) =>
        rows.TryGetValue(name, out var properties) && properties.TryGetValue(property, out var value) ? value : null;
}
