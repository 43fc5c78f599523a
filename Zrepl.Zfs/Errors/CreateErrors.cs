using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs create</c>, <c>snapshot</c>, <c>bookmark</c>, <c>hold</c> and <c>release</c> say (spec A5.7).</summary>
internal static class CreateErrors
{
    /// <summary>The dataset is there; only mounting it failed (spec A9.6).</summary>
    public static bool IsCreatedButNotMounted(CommandResult result) => result.ErrorText.Contains("successfully created", StringComparison.Ordinal);

    /// <summary>Something of that name exists already.</summary>
    public static bool SaysExists(CommandResult result, string path) => CommonErrors.LinesOf(result.ErrorText)
        .Any(line => line.EndsWith($"'{path}': dataset already exists", StringComparison.Ordinal));

    /// <summary>The pool answers that its I/O is suspended.</summary>
    public static bool SaysSuspended(CommandResult result) =>
        result.ErrorText.Contains("pool I/O is currently suspended", StringComparison.Ordinal);

    /// <summary>A bookmark of that name exists already.</summary>
    public static bool SaysBookmarkExists(CommandResult result) => CommonErrors.LinesOf(result.ErrorText)
        .Any(line => line.StartsWith("cannot create bookmark '", StringComparison.Ordinal) && line.EndsWith("': bookmark exists", StringComparison.Ordinal));

    /// <summary>This ZFS takes only snapshots as the source of a bookmark.</summary>
    public static bool SaysBookmarkNeedsSnapshot(CommandResult result) =>
        result.ErrorText.Contains("must contain a '@'", StringComparison.Ordinal);

    /// <summary>Every line of a failed hold says that the tag is there already.</summary>
    public static bool AreAllHeldAlready(CommandResult result) => AllLines(result, "tag already exists on this dataset");

    /// <summary>Every line of a failed release says that there is nothing to release, because the tag or the snapshot is gone.</summary>
    public static bool AreAllReleasedAlready(CommandResult result) =>
        AllLines(result, "no such tag on this dataset", "dataset does not exist", "no such pool or dataset");

    private static bool AllLines(CommandResult result, params string[] texts)
    {
        var lines = CommonErrors.LinesOf(result.ErrorText).ToList();
        return lines.Count > 0 && lines.All(line => texts.Any(text => line.EndsWith(text, StringComparison.Ordinal)));
    }
}
