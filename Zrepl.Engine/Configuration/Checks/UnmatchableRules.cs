using Zrepl.Engine.Filters;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Filter rules that no dataset can meet, which upstream accepts: a leading slash, an empty path.</summary>
internal sealed class UnmatchableRules : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        foreach (var job in context.Jobs)
        {
            foreach (var rule in FiltersOf(job.Definition)?.Rules.Where(r => !r.CanMatch) ?? [])
                context.Report(job, $"filesystems[\"{rule.Pattern}\"]", ProblemCodes.NeverMatches,
                    $"\"{rule.Pattern}\" is not a dataset's name and never matches");
        }
    }

    internal static FilesystemFilter? FiltersOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => push.Filesystems,
        SourceJobDefinition source => source.Filesystems,
        SnapJobDefinition snap => snap.Filesystems,
        _ => null,
    };
}
