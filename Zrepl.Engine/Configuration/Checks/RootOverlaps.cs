using Zrepl.Engine.Filters;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Jobs that receive into one another's datasets, or that snapshot or send what others receive.</summary>
internal sealed class RootOverlaps : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        var roots = context.Jobs.SelectMany(job => RootsOf(context, job)).ToList();
        CheckRoots(context, roots);
        CheckDynamicRoots(context, roots);
        foreach (var job in context.Jobs)
            if (UnmatchableRules.FiltersOf(job.Definition) is { } filter) CheckFilter(context, job, filter, roots);
    }

    private static void CheckRoots(CheckContext context, List<Root> roots)
    {
        foreach (var (index, second) in roots.Index())
        {
            var first = roots.Take(index).FirstOrDefault(r => r.Job != second.Job && Overlap(r.Path, second.Path));
            if (first is not null)
                context.Report(second.Job, "root_fs", ProblemCodes.RootOverlap,
                    $"receives into {second.Path}, which overlaps {first.Path} of job \"{first.Job.Definition.Name}\"",
                    "give each job a root of its own");
        }
    }

    // Which datasets a sink with identities made of addresses uses is not known before clients come.
    private static void CheckDynamicRoots(CheckContext context, List<Root> roots)
    {
        foreach (var (job, sink) in context.JobsOf<SinkJobDefinition>()
            .Where(j => j.Definition.Serve is ServeDefinition.Tcp { Clients.MakesIdentities: true }))
        {
            var other = roots.FirstOrDefault(r => r.Job != job && Overlap(r.Path, sink.RootFs));
            if (other is not null)
                context.Report(job, "root_fs", ProblemCodes.UnknownDynamicRoots,
                    $"clients that are named by their address receive below {sink.RootFs}, which also holds {other.Path} "
                    + $"of job \"{other.Job.Definition.Name}\"",
                    severity: ProblemSeverity.Info);
        }
    }

    private static void CheckFilter(CheckContext context, LoadedJob job, FilesystemFilter filter, List<Root> roots)
    {
        foreach (var root in roots.Where(r => r.Job != job).DistinctBy(r => r.Path))
        {
            if (!filter.Overlaps(root.Below)) continue;
            var consequence = job.Definition is SnapJobDefinition
                ? "snapshots of received datasets can stop their replication"
                : "received datasets would be sent on, perhaps without end";
            context.Report(job, "filesystems", ProblemCodes.FilterMatchesRoot,
                $"includes datasets below {root.Path}, into which job \"{root.Job.Definition.Name}\" receives: {consequence}",
                    $"add \"{root.Path}<\": false");
        }
    }

    private static IEnumerable<Root> RootsOf(CheckContext context, LoadedJob job) => job.Definition switch
    {
        PullJobDefinition pull => [new(job, pull.RootFs)],
        SinkJobDefinition sink => IdentitiesOf(context, sink.Serve).Select(identity => new Root(job, ChildOf(sink.RootFs, identity))),
        _ => [],
    };

    private static IEnumerable<ClientIdentity> IdentitiesOf(CheckContext context, ServeDefinition serve) => serve is ServeDefinition.Local local
        ? context.JobsOf<PushJobDefinition>().Select(j => j.Definition.Connect).OfType<ConnectDefinition.Local>()
            .Where(c => c.ListenerName == local.ListenerName).Select(c => c.ClientIdentity).Distinct()
        : serve.KnownIdentities.Distinct();

    // A name too long is found when the client comes; here the root itself is near enough.
    private static DatasetPath ChildOf(DatasetPath root, ClientIdentity identity) =>
        DatasetPath.TryParse($"{root}/{identity}", out var child) ? child : root;

    private static bool Overlap(DatasetPath one, DatasetPath other) => one.IsAtOrBelow(other) || other.IsAtOrBelow(one);

    private sealed record Root(LoadedJob Job, DatasetPath Path)
    {
        /// <summary>The root and all below it.</summary>
        public FilesystemFilter Below { get; } = FilesystemFilter.Of([FilterRule.Parse(Path.Text + "<", includes: true)]);
    }
}
