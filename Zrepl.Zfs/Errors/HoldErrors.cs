using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs hold</c> and <c>zfs holds</c> say of snapshots that are gone (spec A5.7, A8.2).</summary>
internal static class HoldErrors
{
    /// <summary>The snapshot to hold does not exist.</summary>
    public static bool SaysMissing(CommandResult result, string snapshot) =>
        CommonErrors.SaysMissing(result, snapshot)
        || CommonErrors.LinesOf(result.ErrorText).Contains($"cannot hold snapshot '{snapshot}': dataset does not exist");

    /// <summary>Every line of a failed listing is about something missing; what was printed is complete otherwise.</summary>
    public static bool AreAllMissing(CommandResult result)
    {
        var lines = CommonErrors.LinesOf(result.ErrorText).ToList();
        return lines.Count > 0 && lines.All(line =>
            line == "no datasets available"
            || (line.StartsWith("cannot open '", StringComparison.Ordinal) && line.EndsWith("does not exist", StringComparison.Ordinal))
            || line.EndsWith("no such pool or dataset", StringComparison.Ordinal));
    }
}
