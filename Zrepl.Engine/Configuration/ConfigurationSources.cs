namespace Zrepl.Engine.Configuration;

/// <summary>Where in which file each key stands, for editors and for problems that are found later.</summary>
public sealed class ConfigurationSources
{
    private readonly Dictionary<(string File, string Path), (SourceSpan? Key, SourceSpan Value)> _spans = [];

    internal ConfigurationSources() { }

    /// <summary>The value at a path, such as <c>jobs[0].connect.address</c>; null if the file does not say it.</summary>
    public SourceSpan? Value(string file, string path) => _spans.TryGetValue((file, path), out var found) ? found.Value : null;

    /// <summary>The key before the value; null for list items and for what the file does not say.</summary>
    public SourceSpan? Key(string file, string path) => _spans.TryGetValue((file, path), out var found) ? found.Key : null;

    internal void Add(string file, string path, SourceSpan? key, SourceSpan? value)
    {
        if (value is not null) _spans[(file, path)] = (key, value);
    }
}
