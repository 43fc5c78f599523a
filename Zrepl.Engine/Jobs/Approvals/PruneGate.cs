using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Status;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>
/// Stands before the pruning of one job with one definition: rules that changed since they were last taken are compared with those, by the planner that then
/// prunes, and wait for an administrator if they would destroy much more. Whatever fails or is cut short here, nothing is pruned by rules that were not taken.
/// </summary>
internal sealed class PruneGate
{
    private readonly JobDefinition _job;
    private readonly ApprovedRules _approved;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ImmutableArray<PrunePolicy> _policies;
    private PruningHold? _hold;
    private int _approvals;

    public PruneGate(JobDefinition job, ApprovedRules approved, TimeProvider clock, ILogger logger)
    {
        (_job, _approved, _clock, _logger) = (job, approved, clock, logger);
        _policies = [.. OfflinePrunePreview.SidesOf(job).Select(side => PrunePolicy.Of(job, side))];
        Revision = PrunePolicy.RevisionOf(_policies);
        TakeFirst();
        var before = approved.HoldOf(job.Name);
        _hold = before?.Revision == Revision ? before : UnreadableHold();
    }

    /// <summary>Word for the rules of the job as they are.</summary>
    public string Revision { get; }

    /// <summary>What waits for approval, as far as it is known; null if nothing does.</summary>
    public PruningHold? Hold => Volatile.Read(ref _hold);

    /// <summary>Decides about the sides that are to be pruned now.</summary>
    /// <param name="tasks">What is to be pruned.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>For each side, in the order given, why it is not pruned; null if it may be.</returns>
    public async Task<ImmutableArray<string?>> AskAsync(IReadOnlyList<PruneTask> tasks, CancellationToken cancellation)
    {
        var reasons = new string?[tasks.Count];
        var approvals = Volatile.Read(ref _approvals);
        var missed = new Dictionary<PruneSide, ImmutableSortedSet<string>>();
        var held = ImmutableArray.CreateBuilder<HeldSide>();
        foreach (var (index, task) in tasks.Index())
        {
            if (_approved.ProblemOf(_job.Name) is not null) break; // nothing to compare with
            var policy = _policies.First(one => one.Side == task.Side);
            if (_approved.Allows(_job.Name, policy) && _approved.PoolsOf(_job.Name, task.Side).Earlier.IsEmpty) continue;
            try
            {
                if (await CompareAsync(task, policy, missed, cancellation) is { } side) held.Add(side);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && FailureText.IsExpected(failure))
            {
                reasons[index] = $"the changed rules cannot be compared with the rules before, so that nothing is pruned by them yet: {FailureText.Of(failure)}";
            }
        }

        var hold = UnreadableHold() ?? (held.Count == 0 ? null : new PruningHold(Revision, SinceOf(), held.ToImmutable()));
        if (approvals != Volatile.Read(ref _approvals)) hold = null; // somebody approved while we looked
        Become(hold, missed);
        return hold is null ? [.. reasons] : [.. tasks.Select(_ => hold.Text)];
    }

    /// <summary>Pools that were not there when rules changed, and in which nothing may be pruned before that was compared.</summary>
    public ImmutableHashSet<string> NotCompared(PruneSide side) => [.. _approved.PoolsOf(_job.Name, side).Earlier.Keys];

    /// <summary>Remembers in which pools a side was pruned.</summary>
    /// <param name="side">The side.</param>
    /// <param name="report">What pruning it found.</param>
    public void Saw(PruneSide side, PruneReport report) =>
        _approved.See(_job.Name, side, (report.Completed ?? []).Concat(report.Pending ?? []).Select(filesystem => DatasetPath.Parse(filesystem.Filesystem).Pool.Text).ToHashSet(StringComparer.Ordinal));

    /// <summary>Takes the rules that wait.</summary>
    /// <returns>That and why it may be forgotten, as a clause; null if it will not.</returns>
    public string? Approve()
    {
        // Only what was seen: another side may not have been compared yet, because it could not be reached.
        var seen = Hold is { Sides: { IsEmpty: false } sides } ? _policies.Where(policy => sides.Any(side => side.Side == policy.Side)) : _policies;
        var problem = _approved.Approve(_job.Name, seen);
        Interlocked.Increment(ref _approvals);
        Volatile.Write(ref _hold, null);
        _logger.RulesApproved();
        return problem;
    }

    /// <summary>True if rules wait, or have not been compared yet.</summary>
    public bool HasUnapproved => Hold is not null || _policies.Any(policy => !_approved.Allows(_job.Name, policy));

    // The rules a job begins with are those of its file: Go zrepl prunes by them too.
    private void TakeFirst()
    {
        if (_approved.ProblemOf(_job.Name) is not null) return;
        var first = _policies.Where(policy => _approved.Find(_job.Name, policy.Side) is null).ToList();
        if (first.Count > 0) _approved.Approve(_job.Name, first);
    }

    private async Task<HeldSide?> CompareAsync(PruneTask task, PrunePolicy after, Dictionary<PruneSide, ImmutableSortedSet<string>> missed, CancellationToken cancellation)
    {
        var before = _approved.Find(_job.Name, task.Side) ?? PrunePolicy.Read(task.Side, ""); // what is not known keeps everything
        var pools = _approved.PoolsOf(_job.Name, task.Side);
        var isAsked = _job.PruneApproval.IsAsked && !after.Rules.KeepsEverything;
        var present = pools.All.ToHashSet(StringComparer.Ordinal);
        ImmutableArray<PruneLoss> losses = [];
        if (isAsked)
        {
            var comparison = await PruneComparison.OfAsync(task, after, _clock, cancellation);
            present = [.. comparison.Pools];
            losses = (await comparison.LossesAsync(PoliciesBefore(pools, before), cancellation)).Losses;
            missed[task.Side] = [.. pools.All.Where(pool => !present.Contains(pool))];
        }

        if (!PruneLoss.IsTooMuch(losses, _job.PruneApproval))
        {
            var isNews = !_approved.Allows(_job.Name, after);
            if (isNews || pools.Earlier.Keys.Any(present.Contains)) _approved.Take(_job.Name, after, present);
            if (isNews) _logger.RulesTaken(task.Side.ToString().ToLowerInvariant(), losses.Sum(loss => loss.More));
            return null;
        }

        var worst = losses.MaxBy(loss => (double)loss.More / loss.All)!; // too much is not nothing
        var ofWorst = PoliciesBefore(pools, before)(worst.Dataset);
        return new(task.Side, losses.Sum(loss => loss.More), losses.Length, worst.Dataset.Text, worst.More, worst.All)
        {
            RulesBefore = ofWorst.InWords(after), Rules = after.InWords(ofWorst), NotOnSender = losses.Where(loss => loss.IsArchived).Sum(loss => loss.More),
        };
    }

    /// <summary>By which policy each dataset was pruned last.</summary>
    /// <param name="pools">What is known of the pools of the side.</param>
    /// <param name="before">The policy that may prune.</param>
    internal static Func<DatasetPath, PrunePolicy> PoliciesBefore(SeenPools pools, PrunePolicy before)
    {
        var earlier = pools.Earlier.ToDictionary(pool => pool.Key, pool => PrunePolicy.Read(before.Side, pool.Value), StringComparer.Ordinal);
        return dataset => earlier.GetValueOrDefault(dataset.Pool.Text, before);
    }

    private PruningHold? UnreadableHold() => _approved.ProblemOf(_job.Name) is { } problem ? new(Revision, SinceOf(), [], problem) : null;

    private DateTimeOffset SinceOf() => Hold?.Since ?? _clock.GetLocalNow();

    private void Become(PruningHold? hold, Dictionary<PruneSide, ImmutableSortedSet<string>> missed)
    {
        var before = Hold;
        Volatile.Write(ref _hold, hold);
        _approved.Remember(_job.Name, hold, missed);
        if (hold is not null && hold != before) _logger.PruningWaits(hold.Text);
    }
}
