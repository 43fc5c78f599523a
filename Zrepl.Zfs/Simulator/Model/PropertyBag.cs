using System.Diagnostics.CodeAnalysis;

namespace Zrepl.Zfs.Simulator.Model;

/// <summary>What was set for one property on one dataset.</summary>
/// <param name="Local">Set here by hand, or null.</param>
/// <param name="Received">Came with a stream, or null.</param>
/// <param name="HidesReceived">True after <c>zfs inherit</c>: the received value is kept but not in force.</param>
internal readonly record struct PropertySetting(string? Local, string? Received, bool HidesReceived)
{
    public bool IsEmpty => Local is null && Received is null && !HidesReceived;

    /// <summary>The value in force here, or null if it has to be looked for above.</summary>
    public string? Effective => Local ?? (HidesReceived ? null : Received);
}

/// <summary>The settings of one dataset or snapshot.</summary>
internal sealed class PropertyBag
{
    private readonly SortedDictionary<string, PropertySetting> _settings = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<string, PropertySetting>> Settings => _settings;

    public bool TryGet(string name, [MaybeNullWhen(false)] out PropertySetting setting) => _settings.TryGetValue(name, out setting);

    public PropertySetting this[string name]
    {
        get => _settings.GetValueOrDefault(name);
        set
        {
            if (value.IsEmpty) _settings.Remove(name);
            else _settings[name] = value;
        }
    }
}
