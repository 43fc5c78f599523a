using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>
/// By which rules each side of each job may prune: those it began with, and those that were found harmless or approved since. A file of its own rather
/// than the database, which may be lost without harm; this may not: who forgot what was approved would prune by anything. Thread-safe.
/// </summary>
public sealed class ApprovedRules
{
    // No name of a job: what was known of the jobs that are not in the file was lost. Else they would begin anew, by whatever rules they have now.
    private const string Others = "*";

    private readonly Lock _lock = new();
    private readonly string? _path;
    private readonly ILogger _logger;
    private ImmutableSortedDictionary<string, ApprovedJob> _jobs = ImmutableSortedDictionary.Create<string, ApprovedJob>(StringComparer.Ordinal);
    private string? _problem;

    /// <summary>Reads the file; one that is not there is empty.</summary>
    /// <param name="path">The file; null: remembers as long as the process lives.</param>
    /// <param name="logger">Told what cannot be read or written.</param>
    public ApprovedRules(string? path, ILogger logger)
    {
        (_path, _logger) = (path, logger);
        if (path is not null && File.Exists(path)) Read(path);
    }

    /// <summary>Why it is not known what was approved; null if it is. Nothing may be pruned then before somebody approves it anew.</summary>
    internal string? ProblemOf(JobName job)
    {
        lock (_lock) return _jobs.ContainsKey(job.Text) ? null : _problem;
    }

    /// <summary>The rules by which a side may prune; null if none are known.</summary>
    internal PrunePolicy? Find(JobName job, PruneSide side) => TextOf(job, side) is { } text ? PrunePolicy.Read(side, text) : null;

    /// <summary>True if these are the rules by which a side may prune.</summary>
    internal bool Allows(JobName job, PrunePolicy policy) =>
        TextOf(job, policy.Side) is { } text && (text == policy.Text || PrunePolicy.Read(policy.Side, text).Equals(policy));

    /// <summary>What waited for approval when it was last looked at.</summary>
    internal PruningHold? HoldOf(JobName job)
    {
        lock (_lock) return _jobs.GetValueOrDefault(job.Text)?.Hold;
    }

    /// <summary>What that showed of each dataset; nothing if nothing waited, or if an earlier version kept it.</summary>
    internal ShownLosses LossesOf(JobName job)
    {
        lock (_lock) return _jobs.GetValueOrDefault(job.Text)?.Losses is { Sides: not null } losses ? losses.Read() : ShownLosses.None;
    }

    /// <summary>The pools in which a side had datasets.</summary>
    internal SeenPools PoolsOf(JobName job, PruneSide side)
    {
        lock (_lock) return _jobs.GetValueOrDefault(job.Text, ApprovedJob.None).PoolsOf(side);
    }

    /// <summary>From now on these may prune, in all pools that were there when they were compared.</summary>
    /// <returns>That and why it may be forgotten, as a clause; null if it will not.</returns>
    internal string? Approve(JobName job, IEnumerable<PrunePolicy> policies) => Change(job, known => policies.Aggregate(known, TakenWherePresent) with { Hold = null, Losses = null });

    /// <summary>From now on these may prune in some pools: what they destroy there was compared.</summary>
    internal void Take(JobName job, PrunePolicy policy, IEnumerable<string> present) => Change(job, known => Taken(known, policy, present));

    /// <summary>Remembers in which pools a side was pruned by the rules that may.</summary>
    internal void See(JobName job, PruneSide side, IReadOnlySet<string> pools)
    {
        var before = PoolsOf(job, side);
        if (ProblemOf(job) is null && before.With(pools) != before) Change(job, known => known.WithPools(side, known.PoolsOf(side).With(pools)));
    }

    /// <summary>Remembers what waits, to be shown at the next start; what may prune stays the same.</summary>
    /// <param name="job">The job.</param>
    /// <param name="hold">What waits; null if nothing does.</param>
    /// <param name="losses">What that shows of each dataset.</param>
    /// <param name="missed">By side, pools that were not there when that was compared.</param>
    internal void Remember(JobName job, PruningHold? hold, ShownLosses losses, IReadOnlyDictionary<PruneSide, ImmutableSortedSet<string>> missed)
    {
        if (ProblemOf(job) is not null || (HoldOf(job) == hold && missed.All(side => PoolsOf(job, side.Key).Missed.SetEquals(side.Value)))) return;
        Change(job, known => missed.Aggregate(known with { Hold = hold, Losses = hold is null ? null : losses }, (done, side) => done.WithPools(side.Key, done.PoolsOf(side.Key) with { Missed = side.Value })));
    }

    private static ApprovedJob TakenWherePresent(ApprovedJob known, PrunePolicy policy)
    {
        var pools = known.PoolsOf(policy.Side);
        return Taken(known, policy, pools.All.Except(pools.Missed, StringComparer.Ordinal));
    }

    private static ApprovedJob Taken(ApprovedJob known, PrunePolicy policy, IEnumerable<string> present) =>
        (known with { Rules = known.Rules.SetItem(policy.Side, policy.Text) })
            .WithPools(policy.Side, known.PoolsOf(policy.Side).AfterChange(known.Rules.GetValueOrDefault(policy.Side), policy.Text, present));

    private string? TextOf(JobName job, PruneSide side)
    {
        lock (_lock) return _jobs.GetValueOrDefault(job.Text)?.Rules.GetValueOrDefault(side);
    }

    private string? Change(JobName job, Func<ApprovedJob, ApprovedJob> change)
    {
        lock (_lock)
        {
            _jobs = _jobs.SetItem(job.Text, change(_jobs.GetValueOrDefault(job.Text, ApprovedJob.None)));
            if (_path is null) return null;
            try
            {
                if (SyncedFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(_jobs, ApprovedRulesJson.Default.ImmutableSortedDictionaryStringApprovedJob)) is not { } doubt) return null;
                _logger.ApprovalMayBeLost(_path, doubt);
                return $"it may be asked for again after a power cut, because {_path} is written and not synced: {doubt}";
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _logger.CannotKeepApproval(_path, failure.Message);
                return $"it will be asked for again after a restart, because {_path} cannot be written: {failure.Message}";
            }
        }
    }

    private void Read(string path)
    {
        try
        {
            var jobs = JsonSerializer.Deserialize(File.ReadAllBytes(path), ApprovedRulesJson.Default.ImmutableSortedDictionaryStringApprovedJob);
            if (jobs is null || jobs.Values.Any(job => job?.Rules is null)) throw new JsonException("it does not say which rules");
            _jobs = jobs.WithComparers(StringComparer.Ordinal);
            if (_jobs.ContainsKey(Others)) _problem = $"{path}, which tells by which rules jobs may prune, could not be read at an earlier start; of this job nothing is known since";
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            _problem = $"{path}, which tells by which rules jobs may prune, cannot be read: {failure.Message}";
            _jobs = _jobs.Add(Others, ApprovedJob.None); // kept as soon as the first job is approved
            _logger.CannotReadApprovals(path, failure.Message);
        }
    }
}
