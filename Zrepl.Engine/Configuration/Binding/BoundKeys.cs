using Zrepl.Engine.Configuration.Yaml;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>The values of one section, all of them legal by themselves.</summary>
/// <param name="mapping">The section.</param>
/// <param name="place">Where it is.</param>
internal sealed class BoundKeys(YamlMapping mapping, Place place)
{
    private readonly Dictionary<Key, (object? Value, YamlNode Node)> _values = [];

    public Place Place => place;

    /// <summary>The section.</summary>
    public YamlMapping Mapping => mapping;

    public T Get<TOwner, T>(Key<TOwner, T> key) => (T)_values[key].Value!; // null only where T allows it

    /// <summary>Where to report what is wrong with a value: the value, or the section if it is a default.</summary>
    public YamlNode NodeOf(Key key) => _values[key].Node;

    public bool IsGiven(Key key) => mapping[key.Name] is { IsNull: false };

    internal void Set<TOwner, T>(Key<TOwner, T> key, T value, YamlNode node) => _values[key] = (value, node);
}
