namespace Zrepl.Engine.Configuration;

/// <summary>Finds the configuration file. Source: spec config 1.1.</summary>
public static class ConfigurationSearch
{
    /// <summary>Where to look if nobody names a file, in this order.</summary>
    public static IReadOnlyList<string> DefaultPaths { get; } = ["/etc/zrepl/zrepl.yml", "/usr/local/etc/zrepl/zrepl.yml"];

    /// <summary>Finds the file.</summary>
    /// <param name="given">Value of <c>--config</c>; null or empty if it was not given.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Its path, or null.</returns>
    public static string? Find(string? given, out string? problem) => Find(given, DefaultPaths, out problem);

    internal static string? Find(string? given, IReadOnlyList<string> defaults, out string? problem)
    {
        problem = null;
        if (!string.IsNullOrEmpty(given)) return given;
        foreach (var path in defaults)
        {
            if (File.Exists(path)) return path;
            if (!Directory.Exists(path)) continue;
            problem = $"file at default location is not a regular file: {path}";
            return null;
        }

        problem = $"no config file found; tried {string.Join(", ", defaults)} (use --config)";
        return null;
    }
}
