using System.Collections.Immutable;
using System.ComponentModel;
using System.Text;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>What a command hook starts: a program and the variables added to the daemon's environment.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="Arguments">Its arguments; none in a configuration that Go zrepl reads.</param>
/// <param name="Environment">In order of name.</param>
internal sealed record HookCommandLine(string Path, ImmutableArray<string> Arguments, ImmutableSortedDictionary<string, string> Environment)
{
    private const int NoSuchFile = 2;        // ENOENT
    private const int PermissionDenied = 13; // EACCES

    /// <summary>The program with the variables zrepl sets for a step (spec 5.3).</summary>
    public static HookCommandLine For(string path, HookEdge edge, HookContext context, TimeSpan? timeout) => new(path, [],
        ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["ZREPL_DRYRUN"] = context.IsDryRun ? "true" : "",
            ["ZREPL_FS"] = context.Snapshot.Dataset.Text,
            ["ZREPL_HOOKTYPE"] = $"{(edge == HookEdge.Pre ? "pre" : "post")}_{context.Phase}",
            ["ZREPL_SNAPNAME"] = context.Snapshot.Name,
            ["ZREPL_TIMEOUT"] = $"{(long)Math.Floor((timeout ?? TimeSpan.Zero).TotalSeconds)}",
        }));

    /// <summary>Says what setsid(1) could only tell on its standard error.</summary>
    /// <exception cref="Win32Exception">The file is missing or not a program; the message is the operating system's.</exception>
    public void ThrowIfNotExecutable()
    {
        const UnixFileMode anyExecute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (Directory.Exists(Path)) throw Failed(PermissionDenied);
        if (!System.IO.Path.IsPathRooted(Path) || !File.Exists(Path)) throw Failed(NoSuchFile);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & anyExecute) == 0) throw Failed(PermissionDenied);
    }

    /// <summary>The command as it can be pasted into a shell.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Environment) text.Append(name).Append("='").Append(value).Append("' ");
        text.Append(Path);
        foreach (var argument in Arguments) text.Append(" '").Append(argument).Append('\'');
        return text.ToString();
    }

    private Win32Exception Failed(int error) => new(error, $"{Path}: {new Win32Exception(error).Message}");
}
