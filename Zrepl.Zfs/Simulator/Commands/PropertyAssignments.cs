using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>Properties given as <c>name=value</c>, in order (<c>parseprop</c> in OpenZFS <c>cmd/zfs/zfs_main.c</c>).</summary>
internal sealed class PropertyAssignments
{
    private readonly List<KeyValuePair<string, string>> _entries = [];

    public IReadOnlyList<KeyValuePair<string, string>> Entries => _entries;

    /// <summary>Adds one; complains and gives false if it has no <c>=</c> or the property was given before.</summary>
    public bool TryAdd(CommandCall call, string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            call.Errors.WriteLine("missing '=' for property=value argument");
            return false;
        }

        var name = text[..equals];
        if (_entries.Exists(entry => entry.Key == name))
        {
            call.Errors.WriteLine($"property '{name}' specified multiple times");
            return false;
        }

        _entries.Add(new(name, text[(equals + 1)..]));
        return true;
    }

    public void Set(string name, string value)
    {
        _entries.RemoveAll(entry => entry.Key == name);
        _entries.Add(new(name, value));
    }

    public string? Find(string name) => _entries.Find(entry => entry.Key == name).Value;

    /// <summary>Checks all of them.</summary>
    /// <returns>Name and value as they are kept, or null after a complaint.</returns>
    public Dictionary<string, string>? Normalize(CommandCall call, Properties.PropertyCheck check, string action)
    {
        var normal = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (given, text) in _entries)
        {
            var (name, value) = check.Normalize(given, text, out var problem);
            if (problem is not null)
            {
                call.Fail(action, problem);
                return null;
            }

            normal[name] = value;
        }

        return normal;
    }
}
