using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Properties;

/// <summary>Finds the setting of a property that is in force: here, or at the nearest dataset above that has one.</summary>
internal static class PropertyLookup
{
    /// <summary>The stored value and where it stands, or null if nobody set one.</summary>
    public static PropertyValue? Find(ZfsEntity entity, string name, bool isInheritable)
    {
        if (entity is Bookmark) return null;
        if (entity is Snapshot { Properties: { } own } && own.TryGet(name, out var onSnapshot) && onSnapshot.Effective is { } snapshotValue)
            return new(snapshotValue, onSnapshot.Local is null ? PropertySource.Received : PropertySource.Local);

        // A dataset's own setting counts as inherited for its snapshots.
        var isHere = entity is Dataset;
        if (!isHere && !isInheritable) return null;
        for (var dataset = entity.Head; dataset is not null; dataset = dataset.Parent, isHere = false)
        {
            if (dataset.Properties.TryGet(name, out var setting) && setting.Effective is { } value)
            {
                if (!isHere) return new(value, PropertySource.Inherited, dataset.Name);
                return new(value, setting.Local is null ? PropertySource.Received : PropertySource.Local);
            }

            if (!isInheritable) return null;
        }

        return null;
    }

    /// <summary>The value in force of a native property that is kept as set, with its default.</summary>
    public static PropertyValue? FindOrDefault(ZfsEntity entity, PropertyDefinition property, OpenZfsVersion version) =>
        Find(entity, property.Name, property.IsInheritable)
        ?? (property.DefaultIn(version) is { } value ? new PropertyValue(value, PropertySource.Default) : null);

    /// <summary>Text of a native property in force, for rules that depend on it.</summary>
    public static string Effective(Dataset dataset, string name, OpenZfsVersion version) =>
        FindOrDefault(dataset, PropertyTable.Find(name, version)!, version)?.Text ?? "-"; // only called with names of the table

    /// <summary>Names of the user properties that are in force for an entity, in byte order.</summary>
    public static IEnumerable<string> UserPropertyNames(ZfsEntity entity)
    {
        if (entity is Bookmark) return [];
        var names = new SortedSet<string>(StringComparer.Ordinal);
        if (entity is Snapshot { Properties: { } own }) Collect(own);
        for (var dataset = entity.Head; dataset is not null; dataset = dataset.Parent) Collect(dataset.Properties);
        return names;

        void Collect(PropertyBag bag)
        {
            foreach (var (name, setting) in bag.Settings)
                if (name.Contains(':', StringComparison.Ordinal) && setting.Effective is not null) names.Add(name);
        }
    }
}
