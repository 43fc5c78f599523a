using Zrepl.Engine.Filters;
using Zrepl.Engine.Retention;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Two jobs that prune the same datasets by different rules: what one keeps the other destroys.</summary>
internal sealed class PruningOverlaps : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        var pruners = context.Jobs.Select(PrunerOf).OfType<Pruner>().Where(p => !p.Policy.KeepsEverything).ToList();
        foreach (var (index, second) in pruners.Index())
        {
            foreach (var first in pruners.Take(index).Where(p => !p.Policy.Equals(second.Policy) && p.Filesystems.Overlaps(second.Filesystems)))
                context.Report(second.Job, second.Key, ProblemCodes.PruningOverlap,
                    $"job \"{first.Job.Definition.Name}\" prunes some of the same datasets by other rules: what one job keeps the other may destroy");
        }
    }

    private static Pruner? PrunerOf(LoadedJob job) => job.Definition switch
    {
        PushJobDefinition push => new(job, "pruning.keep_sender", push.Filesystems, push.Pruning.KeepSender),
        SnapJobDefinition snap => new(job, "pruning.keep", snap.Filesystems, snap.Keep),
        _ => null,
    };

    private sealed record Pruner(LoadedJob Job, string Key, FilesystemFilter Filesystems, RetentionPolicy Policy);
}
