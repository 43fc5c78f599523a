using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>What a command hook starts: a program, without arguments, and the variables added to the daemon's environment.</summary>
/// <param name="Path">The program as configured.</param>
/// <param name="Environment">In order of name.</param>
internal sealed record HookCommandLine(string Path, ImmutableSortedDictionary<string, string> Environment)
{
    private const int NoSuchFile = 2;        // ENOENT
    private const int PermissionDenied = 13; // EACCES

    private const UnixFileMode AnyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The program with the variables zrepl sets for a step (spec 5.3).</summary>
    public static HookCommandLine For(string path, HookEdge edge, HookContext context, TimeSpan? timeout) => new(path,
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["ZREPL_DRYRUN"] = context.IsDryRun ? "true" : "",
            ["ZREPL_FS"] = context.Snapshot.Dataset.Text,
            ["ZREPL_HOOKTYPE"] = $"{(edge == HookEdge.Pre ? "pre" : "post")}_{context.Phase}",
            ["ZREPL_SNAPNAME"] = context.Snapshot.Name,
            ["ZREPL_TIMEOUT"] = $"{(long)Math.Floor((timeout ?? TimeSpan.Zero).TotalSeconds)}",
        }));

    /// <summary>
    /// The file to start. A name without a slash is searched in <c>PATH</c>, as upstream does. Checked here, because setsid(1) could tell what
    /// is wrong only on its standard error.
    /// </summary>
    /// <exception cref="Win32Exception">The file is missing or not a program; the message is the operating system's, or Go's for <c>PATH</c>.</exception>
    public string FindProgram()
    {
        if (!Path.Contains('/', StringComparison.Ordinal))
            return InPath().FirstOrDefault(IsProgram)
                ?? throw new Win32Exception(NoSuchFile, $"exec: \"{Path}\": executable file not found in $PATH");
        if (Directory.Exists(Path)) throw Failed(PermissionDenied);
        if (!File.Exists(Path)) throw Failed(NoSuchFile);
        return IsProgram(Path) ? Path : throw Failed(PermissionDenied);
    }

    /// <summary>The command as it can be pasted into a shell.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Environment) text.Append(name).Append("='").Append(value).Append("' ");
        return text.Append(Path).ToString();
    }

    private IEnumerable<string> InPath() =>
        (System.Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(System.IO.Path.IsPathRooted) // a relative entry would depend on where the daemon was started
            .Select(folder => System.IO.Path.Combine(folder, Path));

    private static bool IsProgram(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & AnyExecute) != 0);

    private Win32Exception Failed(int error) => new(error, $"{Path}: {new Win32Exception(error).Message}");
}
