using System.Globalization;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Snapshots;

/// <summary>
/// Asks how much room destroying snapshots of a dataset would give back: <c>zfs destroy -nvp</c>, which destroys nothing. The figure is for all of them
/// together; the sum of each one's <c>used</c> would leave out what they share.
/// </summary>
public sealed class ReclaimEstimator(IZfsCommandRunner runner)
{
    private const string Figure = "reclaim\t";

    // As for destroying: Linux refuses a single argument of 128 KiB (spec A1.9). A part of the list would give another figure, so nothing is asked.
    private const int LongestArgument = 100_000;

    /// <summary>Asks with one command.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="snapshots">Short names; at least one.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>Bytes; null if ZFS cannot tell, or the list is too long to ask.</returns>
    public async Task<long?> EstimateAsync(DatasetPath dataset, IReadOnlyCollection<string> snapshots, CancellationToken cancellation)
    {
        var argument = $"{dataset.Text}@{string.Join(',', snapshots)}";
        if (argument.Length > LongestArgument || snapshots.Any(name => NameRules.ProblemIn($"{dataset.Text}@{name}", EntityKind.Snapshot) is not null)) return null;
        var result = await runner.RunAsync(ZfsCommand.Zfs("destroy", "-nvp", argument), cancellation);
        return result.IsSuccess ? Read(result.OutputText) : null;
    }

    private static long? Read(string output)
    {
        foreach (var line in output.Split('\n'))
        {
            if (line.StartsWith(Figure, StringComparison.Ordinal) && long.TryParse(line.AsSpan(Figure.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                return bytes;
        }

        return null;
    }
}
