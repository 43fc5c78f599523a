using System.Text.RegularExpressions;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>Texts that any command can print (spec A5.2, A5.6). Lines are matched one by one, because warnings may precede the error.</summary>
internal static partial class CommonErrors
{
    private static readonly string[] StartUpFailures =
    [
        "The ZFS modules are not loaded.",
        "The ZFS modules cannot be auto-loaded.",
        "/dev/zfs and /proc/self/mounts are required.",
        "Permission denied the ZFS utilities must be run as root.",
        "Failed to initialize the libzfs library.",
        "Failed to load zfs module:",
    ];

    /// <summary>The lines of an error text, without empty ones.</summary>
    public static IEnumerable<string> LinesOf(string errorText) =>
        errorText.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r'));

    /// <summary>True if a line says that the thing of that full name does not exist.</summary>
    public static bool SaysMissing(CommandResult result, string path) =>
        LinesOf(result.ErrorText).Any(line => CannotOpen().Match(line) is { Success: true } match && match.Groups["path"].Value == path);

    /// <summary>True if the command failed only because some of the named things do not exist; the others were listed.</summary>
    public static bool AreAllMissing(CommandResult result, IEnumerable<string> paths)
    {
        var named = paths.ToHashSet(StringComparer.Ordinal);
        var lines = LinesOf(result.ErrorText).ToList();
        return lines.Count > 0 && lines.All(line => CannotOpen().Match(line) is { Success: true } match && named.Contains(match.Groups["path"].Value));
    }

    /// <summary>The exception for a failed command without a meaning of its own.</summary>
    public static ZfsException Generic(CommandResult result)
    {
        if (Unavailable(result) is { } unavailable) return unavailable;
        bool Says(string text) => result.ErrorText.Contains(text, StringComparison.OrdinalIgnoreCase);
        if (Says("pool I/O is currently suspended"))
            return new ZfsCommandException(result, null, FailureCategory.Temporary, "The pool does not answer: see zpool status, then zpool clear.");
        if (Says("out of space"))
            return new ZfsCommandException(result, null, FailureCategory.Temporary, "Free space on the pool: see zfs list -o space.");
        if (Says("dataset is busy"))
            return new ZfsCommandException(result, null, FailureCategory.Temporary);
        if (Says("permission denied"))
            return new ZfsCommandException(result, null, FailureCategory.NeedsAction, "Grant the daemon's user the right with zfs allow, or run it as root.");
        if (Says("key is not loaded") || Says("key must be loaded"))
            return new ZfsCommandException(result, null, FailureCategory.NeedsAction, "Load the key: zfs load-key <dataset>.");
        return new ZfsCommandException(result);
    }

    /// <summary>For commands on one thing that must exist: it is missing, or something else.</summary>
    public static ZfsException MissingOrGeneric(CommandResult result, string path) =>
        SaysMissing(result, path) ? new DatasetMissingException(path, result) : Generic(result);

    /// <summary>The exception if no ZFS answers at all, else null.</summary>
    public static ZfsUnavailableException? Unavailable(CommandResult result)
    {
        var line = LinesOf(result.ErrorText).FirstOrDefault(l => StartUpFailures.Any(text => l.StartsWith(text, StringComparison.Ordinal)));
        return line is null ? null : new ZfsUnavailableException($"ZFS is not available: {line} Run 'modprobe zfs' and check that the daemon may use /dev/zfs.");
    }

    [GeneratedRegex(@"^cannot open '(?<path>[^']+)': (dataset does not exist|no such pool or dataset|no such pool '[^']*')")]
    private static partial Regex CannotOpen();
}
