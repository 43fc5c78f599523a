using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs destroy</c> says (spec A5.2 to A5.5).</summary>
internal static partial class DestroyErrors
{
    /// <summary>Explains a failed destroy of <paramref name="argument"/>, which is a dataset, a bookmark, or snapshots of one dataset.</summary>
    /// <param name="result">The failed command.</param>
    /// <param name="dataset">The dataset part of the argument.</param>
    /// <param name="argument">The whole argument, such as <c>tank/a@x,y</c>.</param>
    public static ZfsException Explain(CommandResult result, string dataset, string argument)
    {
        if (CommonErrors.Unavailable(result) is { } unavailable) return unavailable;
        var lines = CommonErrors.LinesOf(result.ErrorText).ToList();
        if (lines.Any(line => line.StartsWith("could not find any snapshots to destroy; check snapshot names.", StringComparison.Ordinal)))
            return new DatasetMissingException(argument, result);
        if (lines.Any(line => BookmarkMissing().Match(line) is { Success: true } match && match.Groups["path"].Value == argument))
            return new DatasetMissingException(argument, result);
        if (CommonErrors.SaysMissing(result, dataset)) return new DatasetMissingException(dataset, result);
        if (WithClones(lines, dataset) is { } clones) return new SnapshotsUndestroyableException(result, dataset, [clones]);
        return Undestroyable(lines, dataset, argument) is { IsEmpty: false } undestroyable
            ? new SnapshotsUndestroyableException(result, dataset, undestroyable)
            : CommonErrors.Generic(result);
    }

    // Every line has to be about a snapshot we asked for; else we do not know what else went wrong. A short name may itself contain
    // ": ", so the line is compared with the names of the argument instead of being cut at a colon.
    private static ImmutableArray<UndestroyableSnapshot> Undestroyable(List<string> lines, string dataset, string argument)
    {
        var prefix = $"cannot destroy snapshot {dataset}@";
        var names = argument[(argument.IndexOf('@', StringComparison.Ordinal) + 1)..].Split(',').OrderByDescending(name => name.Length).ToList();
        var found = ImmutableArray.CreateBuilder<UndestroyableSnapshot>();
        foreach (var line in lines)
        {
            if (!line.StartsWith(prefix, StringComparison.Ordinal)) return [];
            var rest = line[prefix.Length..];
            if (names.Find(name => rest.StartsWith(name + ": ", StringComparison.Ordinal)) is not { } named) return [];
            found.Add(new(named, rest[(named.Length + 2)..]));
        }

        return found.ToImmutable();
    }

    // cannot destroy 'tank/data@s': snapshot has dependent clones / use '-R' to destroy the following datasets: / tank/clone ...
    private static UndestroyableSnapshot? WithClones(List<string> lines, string dataset)
    {
        var at = lines.FindIndex(line => HasClones().IsMatch(line));
        if (at < 0) return null;
        var match = HasClones().Match(lines[at]);
        if (match.Groups["dataset"].Value != dataset) return null;
        var clones = string.Join(", ", lines.Skip(at + 1).Where(line => !line.StartsWith("use '-R'", StringComparison.Ordinal)));
        return new(match.Groups["name"].Value, $"snapshot has dependent clones ({clones})");
    }

    [GeneratedRegex(@"^bookmark '(?<path>[^']+)' does not exist")]
    private static partial Regex BookmarkMissing();

    [GeneratedRegex("^cannot destroy '(?<dataset>[^@']+)@(?<name>[^']+)': snapshot has dependent clones$")]
    private static partial Regex HasClones();
}
