using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs receive -A</c> says.</summary>
internal static class AbortErrors
{
    /// <summary>There was nothing to abort.</summary>
    public static bool SaysNothingSaved(CommandResult result) =>
        result.ErrorText.Contains("does not have any resumable receive state to abort", StringComparison.Ordinal);
}
