using System.Collections.Immutable;
using System.Globalization;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Units;
using Zrepl.Web.Api.Metrics;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Web.Cli.Monitor;

/// <summary>Holds rules against the snapshots of one job's datasets. Pure. Source: spec G1.</summary>
/// <param name="rules">Of one kind, in order.</param>
/// <param name="now">The time.</param>
internal sealed class SnapshotCheck(ImmutableArray<SnapshotRule> rules, DateTimeOffset now)
{
    private readonly Dictionary<SnapshotRuleKind, (double Value, string Words)> _worst = [];
    private int _count;

    /// <summary>Looks at the datasets of a job; what is found goes into <paramref name="result"/>.</summary>
    public void Look(JobName job, IEnumerable<DatasetListing> datasets, CheckResult result)
    {
        var isWell = true;
        _worst.Clear();
        _count = 0;
        foreach (var dataset in datasets)
        {
            if (Finding(job, dataset) is not { } finding) continue;
            isWell = false;
            result.Add(finding.State, finding.Text);
        }

        foreach (var (kind, worst) in _worst)
        {
            var rule = rules.First(rule => rule.Kind == kind);
            if (isWell) result.Add(HealthState.Ok, $"job \"{job}\": {(kind == SnapshotRuleKind.Count ? $"all snapshots count: {_count}" : worst.Words)}");
            result.Figure($"{job} {Word(kind)}", Math.Floor(worst.Value), kind == SnapshotRuleKind.Count ? "" : "s", rule.Warning, rule.Critical);
        }
    }

    // The first finding of a dataset is enough of it.
    private (HealthState State, string Text)? Finding(JobName job, DatasetListing dataset)
    {
        var left = dataset.Versions.Where(version => version.IsSnapshot).ToList();
        foreach (var rule in rules.Where(rule => rule.IsAbout(dataset.Path)))
        {
            var own = left.Where(snapshot => snapshot.Name.StartsWith(rule.Prefix, StringComparison.Ordinal)).OrderBy(snapshot => snapshot.CreationSeconds).ToList();
            left = [.. left.Except(own)];
            if (own.Count == 0 && rule.Prefix.Length > 0) return (HealthState.Critical, $"\"{dataset.Path}\" has no snapshots with prefix \"{rule.Prefix}\"");
            if (own.Count == 0 && rule.Kind != SnapshotRuleKind.Count)
            {
                // Of what rules before left over there need be nothing; a dataset that was never snapshotted is another matter.
                if (rule.Kind == SnapshotRuleKind.Latest && !dataset.Versions.Any(version => version.IsSnapshot)) return (HealthState.Critical, $"\"{dataset.Path}\" has no snapshots");
                continue;
            }

            if (Judge(job, dataset.Path, rule, own) is { } finding) return finding;
        }

        return null;
    }

    private (HealthState State, string Text)? Judge(JobName job, DatasetPath dataset, SnapshotRule rule, List<FilesystemVersion> own)
    {
        var snapshot = rule.Kind switch { SnapshotRuleKind.Latest => own[^1], SnapshotRuleKind.Oldest => own[0], _ => null };
        var value = snapshot is null ? own.Count : Math.Max(0, (now - snapshot.Creation).TotalSeconds);
        if (snapshot is null) _count += own.Count;
        Remember(rule.Kind, value, snapshot is null ? "" : $"{Word(rule.Kind)} \"{dataset}@{snapshot.Name}\": {Age(value)}");
        var (state, limit) = value >= rule.Critical ? (HealthState.Critical, rule.Critical)
            : rule.Warning > 0 && value >= rule.Warning ? (HealthState.Warning, rule.Warning)
            : (HealthState.Ok, null);
        if (limit is not { } crossed) return null;
        return (state, snapshot is null
            ? $"job \"{job}\": {dataset}: \"{rule.Prefix}\" snapshots count: {own.Count} ({crossed.ToString(CultureInfo.InvariantCulture)})"
            : $"job \"{job}\": {Word(rule.Kind)} \"{dataset}@{snapshot.Name}\" too old: \"{Age(value)}\" > \"{Age(crossed)}\"");
    }

    private void Remember(SnapshotRuleKind kind, double value, string words)
    {
        if (!_worst.TryGetValue(kind, out var before) || value > before.Value) _worst[kind] = (value, words);
    }

    private static string Age(double seconds) => GoDuration.Format(TimeSpan.FromSeconds(Math.Floor(seconds)));

    private static string Word(SnapshotRuleKind kind) => kind.ToString().ToLowerInvariant();
}
