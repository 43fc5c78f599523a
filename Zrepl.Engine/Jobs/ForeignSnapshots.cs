using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Puts names to the warning that no rule keeps snapshots which a job did not make: some of those that are there now. Only on the side where the job takes its
/// snapshots; what other machines have is not asked for. Source: spec config 13, replication 3.11.
/// </summary>
public static class ForeignSnapshots
{
    private const int Examples = 3;

    /// <summary>The problems of a configuration, that warning with examples where they can be listed.</summary>
    /// <param name="loaded">The configuration.</param>
    /// <param name="zfs">The ZFS that a job works on; null: it cannot be looked at.</param>
    /// <param name="cancellation">Gives up; then the warning stays as it is.</param>
    public static async Task<ImmutableArray<ConfigurationProblem>> NameAsync(LoadedConfiguration loaded, Func<JobDefinition, ZfsHost?> zfs, CancellationToken cancellation)
    {
        var warned = loaded.Problems.Select(problem => (Problem: problem, Job: OwnSideOf(loaded, problem))).Where(one => one.Job is not null).ToList();
        if (warned.Count == 0) return loaded.Problems;
        var named = new Dictionary<ConfigurationProblem, ConfigurationProblem>();
        foreach (var machine in warned.GroupBy(one => zfs(one.Job!.Definition))) // looked for above
        {
            if (machine.Key is not { } host || await ListAsync(host, [.. machine.Select(one => one.Job!.Filesystems)], cancellation) is not { } inventory) continue;
            foreach (var (problem, job) in machine) named[problem] = problem with { Message = $"{problem.Message}; {Words(inventory, job!)}" };
        }

        return [.. loaded.Problems.Select(problem => named.GetValueOrDefault(problem, problem))];
    }

    // The rules are as wrong without examples, and are often written on a machine that has no pools: nothing else is lost.
    private static async Task<DatasetInventory?> ListAsync(ZfsHost zfs, ImmutableArray<FilesystemFilter> filters, CancellationToken cancellation)
    {
        var roots = filters.Any(filter => filter.MinimalRoots is null) ? null : filters.SelectMany(filter => filter.MinimalRoots!.Value).Distinct().ToList(); // looked at before
        try
        {
            return await zfs.Inventory.TakeAsync(roots, cancellation);
        }
        catch (Exception failure) when (failure is ZfsException or OperationCanceledException)
        {
            return null;
        }
    }

    private static string Words(DatasetInventory inventory, OwnSide job)
    {
        var count = 0;
        var some = new List<(int Number, string Name)>();
        foreach (var dataset in inventory.Datasets.Where(dataset => job.Filesystems.Includes(dataset.Path)))
        {
            var ofDataset = 0;
            foreach (var version in dataset.Versions.Where(version => version.IsSnapshot && !version.Name.StartsWith(job.Prefix, StringComparison.Ordinal)))
            {
                count++;
                if (ofDataset++ < Examples) some.Add((ofDataset, dataset.Path + version.RelativeName));
            }
        }

        var examples = some.OrderBy(one => one.Number).Take(Examples).Select(one => one.Name).ToList(); // of many datasets rather than many of one
        return count switch
        {
            0 => "there are none now",
            1 => $"there is one now: {examples[0]}",
            _ when count <= Examples => string.Create(CultureInfo.InvariantCulture, $"there are {count} now: {string.Join(", ", examples)}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"there are {count} now, such as {string.Join(", ", examples)}"),
        };
    }

    private static OwnSide? OwnSideOf(LoadedConfiguration loaded, ConfigurationProblem problem)
    {
        if (problem.Code != ProblemCodes.ForeignSnapshotsNotKept) return null;
        return loaded.Jobs.FirstOrDefault(job => job.Definition.Name.Text == problem.Job)?.Definition switch
        {
            PushJobDefinition { Snapshotting.Naming: { } naming } push when problem.Path.EndsWith("keep_sender", StringComparison.Ordinal) => new(push, push.Filesystems, naming.Prefix),
            SnapJobDefinition { Snapshotting.Naming: { } naming } snap => new(snap, snap.Filesystems, naming.Prefix),
            _ => null,
        };
    }

    private sealed record OwnSide(JobDefinition Definition, FilesystemFilter Filesystems, string Prefix);
}
