namespace Zrepl.Engine.Hooks.Command;

/// <summary>The program setsid(1), which starts another in a session and process group of its own. Part of util-linux and of busybox.</summary>
internal static class Setsid
{
    private static readonly Lazy<string?> Found = new(Find);

    /// <summary>Where it is, or null on systems without it.</summary>
    public static string? Path => Found.Value;

    private static string? Find() =>
        $"{Environment.GetEnvironmentVariable("PATH")}:/usr/bin:/bin"
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(System.IO.Path.IsPathRooted)
            .Select(folder => System.IO.Path.Combine(folder, "setsid"))
            .FirstOrDefault(File.Exists);
}
