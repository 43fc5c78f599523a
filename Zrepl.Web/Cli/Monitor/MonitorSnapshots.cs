using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Monitor;

/// <summary>
/// <c>zrepl monitor snapshots [count|latest|oldest]</c>: how many snapshots there are and how old they are. Asks this machine's ZFS itself, with one listing;
/// needs no daemon. Source: spec G1.
/// </summary>
internal static class MonitorSnapshots
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var options = new Options();
        var command = new Command("snapshots", "check number and age of the snapshots of jobs, on this machine");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => MonitorCommand.RunAsync(surroundings, () => CheckAsync(surroundings, common, options, null, parsed, cancellation)));
        foreach (var kind in Enum.GetValues<SnapshotRuleKind>())
        {
            var word = kind.ToString().ToLowerInvariant();
            var one = new Command(word, kind == SnapshotRuleKind.Count ? "check only how many there are" : $"check only how old the {word} is");
            one.SetAction((parsed, cancellation) => MonitorCommand.RunAsync(surroundings, () => CheckAsync(surroundings, common, options, kind, parsed, cancellation)));
            command.Add(one);
        }

        return command;
    }

    private static async Task<CheckResult> CheckAsync(
        Surroundings surroundings, CommonOptions common, Options options, SnapshotRuleKind? kind, ParseResult parsed, CancellationToken cancellation)
    {
        var jobs = JobsOf(common.Load(parsed), parsed.GetValue(options.Job) ?? "");
        var rules = options.RulesOf(parsed).Where(rule => kind is null || rule.Kind == kind).ToImmutableArray();
        if (rules.IsEmpty) throw new CommandFailedException("no monitor rules or cli args defined: give --warn and --crit for ages, --count-warn and --count-crit for numbers");
        var zfs = new ZfsHost(surroundings.Zfs(), surroundings.Clock);
        var inventory = await zfs.Inventory.TakeAsync(RootsOf(jobs), cancellation);
        var marks = await zfs.PropertyReader.ReadTreeAsync([.. inventory.Datasets.Select(dataset => Pool(dataset.Path)).Distinct()], Placeholder.Properties, cancellation);
        var result = new CheckResult("monitor snapshots");
        foreach (var job in jobs)
        {
            var own = inventory.Datasets.Where(dataset => IsOf(job, dataset.Path)
                && !Placeholder.IsPlaceholder(dataset.Path, marks.Find(dataset.Path.Text, Placeholder.Property.Text)));
            foreach (var ofKind in rules.GroupBy(rule => rule.Kind))
                new SnapshotCheck([.. ofKind], surroundings.Clock.GetUtcNow()).Look(job.Name, own, result);
        }

        return result;
    }

    private static List<JobDefinition> JobsOf(LoadedConfiguration loaded, string name)
    {
        var jobs = loaded.Jobs.Select(job => job.Definition).Where(job => name.Length == 0 ? job.IsEnabled : job.Name.Text == name).ToList();
        return jobs.Count > 0 ? jobs : throw new CommandFailedException(name.Length == 0 ? "no job in the configuration" : $"unknown job \"{name}\"");
    }

    private static DatasetPath Pool(DatasetPath dataset) => DatasetPath.Parse(dataset.Text.Split('/')[0]);

    // Null: a filter that begins at no dataset in particular needs the whole machine.
    private static ImmutableArray<DatasetPath>? RootsOf(IEnumerable<JobDefinition> jobs)
    {
        var roots = ImmutableArray.CreateBuilder<DatasetPath>();
        foreach (var job in jobs)
        {
            if (RootOf(job) is { } root) roots.Add(root);
            else if (FilterOf(job)?.MinimalRoots is { } some) roots.AddRange(some);
            else return null;
        }

        return [.. roots.Distinct()];
    }

    private static bool IsOf(JobDefinition job, DatasetPath dataset) => job switch
    {
        SinkJobDefinition sink => dataset.Ancestors().Any(above => above != sink.RootFs && above.IsAtOrBelow(sink.RootFs)), // below the dataset of a client
        PullJobDefinition pull => dataset != pull.RootFs && dataset.IsAtOrBelow(pull.RootFs),
        _ => FilterOf(job)?.Includes(dataset) ?? false,
    };

    private static DatasetPath? RootOf(JobDefinition job) => job switch { SinkJobDefinition sink => sink.RootFs, PullJobDefinition pull => pull.RootFs, _ => null };

    private static FilesystemFilter? FilterOf(JobDefinition job) => job switch
    {
        PushJobDefinition push => push.Filesystems,
        SourceJobDefinition source => source.Filesystems,
        SnapJobDefinition snap => snap.Filesystems,
        _ => null,
    };

    private sealed class Options
    {
        private readonly Option<string[]> _prefix = new("--prefix", "-p") { HelpName = "PREFIX", Description = "only snapshots whose names begin so; may be repeated, the first that fits counts", Recursive = true };
        private readonly Option<string> _warn = new("--warn", "-w") { HelpName = "DURATION", Description = "warn from this age on", Recursive = true };
        private readonly Option<string> _crit = new("--crit", "-c") { HelpName = "DURATION", Description = "critical from this age on", Recursive = true };
        private readonly Option<int?> _countWarn = new("--count-warn") { HelpName = "NUMBER", Description = "warn from this number of snapshots on", Recursive = true };
        private readonly Option<int?> _countCrit = new("--count-crit") { HelpName = "NUMBER", Description = "critical from this number of snapshots on", Recursive = true };
        private readonly Option<string[]> _skip = new("--skip") { HelpName = "DATASET[<]", Description = "leave out a dataset, or with < all below it; may be repeated", Recursive = true };
        private readonly Option<string> _procs = new("--procs", "-n") { HelpName = "NUMBER", Description = "has no effect: one listing is enough", Recursive = true };

        public Option<string> Job { get; } = new("--job", "-j") { HelpName = "JOB", Description = "only this job", Recursive = true };

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { Job, _prefix, _warn, _crit, _countWarn, _countCrit, _skip, _procs }) command.Options.Add(option);
        }

        public IEnumerable<SnapshotRule> RulesOf(ParseResult parsed)
        {
            var (warning, critical) = (MonitorCommand.DurationOf(parsed, _warn), MonitorCommand.DurationOf(parsed, _crit));
            var (countWarning, countCritical) = (parsed.GetValue(_countWarn), parsed.GetValue(_countCrit));
            var skip = SkipOf(parsed.GetValue(_skip) ?? []);
            foreach (var prefix in parsed.GetValue(_prefix) is { Length: > 0 } given ? given : [""])
            {
                if (countWarning is not null || countCritical is not null) yield return new(SnapshotRuleKind.Count, prefix, countWarning, countCritical, skip);
                if (warning is null && critical is null) continue;
                // How old the oldest may be is another question than how old the newest may be: only asked by its own name.
                var kind = parsed.CommandResult.Command.Name == "oldest" ? SnapshotRuleKind.Oldest : SnapshotRuleKind.Latest;
                yield return new(kind, prefix, warning?.TotalSeconds, critical?.TotalSeconds, skip);
            }
        }

        private static FilesystemFilter? SkipOf(string[] patterns)
        {
            if (patterns.Length == 0) return null;
            var rules = patterns.Distinct(StringComparer.Ordinal).Select(pattern => FilterRule.TryParse(pattern, includes: true, out var rule, out var problem)
                ? rule : throw new CommandFailedException(string.Create(CultureInfo.InvariantCulture, $"invalid argument \"{pattern}\" for \"--skip\": {problem}")));
            return FilesystemFilter.Of(rules);
        }
    }
}
