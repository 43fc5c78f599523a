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
    // Of a job that prunes every ten minutes this is how far back somebody may have looked: two and a half hours. Whoever looked before that looks again.
    private const int MostShown = 16;

    private readonly JobDefinition _job;
    private readonly ApprovedRules _approved;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ImmutableArray<PrunePolicy> _policies;
    private readonly string _rules; // word for the rules of the job as they are
    private readonly Lock _lock = new();
    private ImmutableList<(string Revision, ShownLosses Losses)> _shown = []; // the latest last
    private PruningHold? _hold;
    private int _approvals;

    public PruneGate(JobDefinition job, ApprovedRules approved, TimeProvider clock, ILogger logger)
    {
        (_job, _approved, _clock, _logger) = (job, approved, clock, logger);
        _policies = [.. OfflinePrunePreview.SidesOf(job).Select(side => PrunePolicy.Of(job, side))];
        _rules = PrunePolicy.RevisionOf(_policies);
        TakeFirst();
        var (before, losses) = (approved.HoldOf(job.Name), approved.LossesOf(job.Name));
        _hold = UnreadableHold();
        if (_hold is null && before?.Revision == RevisionOf(losses)) (_hold, _shown) = (before, [(before.Revision, losses)]);
    }

    /// <summary>What waits for approval, as far as it is known; null if nothing does.</summary>
    public PruningHold? Hold => Volatile.Read(ref _hold);

    /// <summary>Decides about the sides that are to be pruned now.</summary>
    /// <param name="tasks">What is to be pruned.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>For each side, in the order given, why it is not pruned; null if it may be.</returns>
    public async Task<ImmutableArray<string?>> AskAsync(IReadOnlyList<PruneTask> tasks, CancellationToken cancellation)
    {
        while (true)
        {
            var approvals = Volatile.Read(ref _approvals);
            var look = await LookAsync(tasks, cancellation);
            lock (_lock)
            {
                // Somebody approved while we looked, which says nothing about what was only found now: what is settled by that is not compared again, the rest is.
                if (approvals != _approvals) continue;
                Become(look);
            }

            return look.Hold is { } hold ? [.. tasks.Select(_ => hold.Text)] : look.Reasons;
        }
    }

    /// <summary>Why a side may not be pruned by its rules as they are, asked once more right before it is; null if it may.</summary>
    public string? WhyNot(PruneSide side) =>
        (_approved.ProblemOf(_job.Name) ?? (_approved.Allows(_job.Name, PolicyOf(side)) ? null : "its rules were changed and not taken yet")) is { } why ? $"nothing is pruned: {why}" : null;

    /// <summary>Pools that were not there when rules changed, and in which nothing may be pruned before that was compared.</summary>
    public ImmutableHashSet<string> NotCompared(PruneSide side) => [.. _approved.PoolsOf(_job.Name, side).Earlier.Keys];

    /// <summary>Remembers in which pools a side was pruned.</summary>
    /// <param name="side">The side.</param>
    /// <param name="report">What pruning it found.</param>
    public void Saw(PruneSide side, PruneReport report) =>
        _approved.See(_job.Name, side, (report.Completed ?? []).Concat(report.Pending ?? []).Select(filesystem => DatasetPath.Parse(filesystem.Filesystem).Pool.Text).ToHashSet(StringComparer.Ordinal));

    /// <summary>Takes the rules that wait, if what they destroy is what was shown under a revision, or little more.</summary>
    /// <param name="revision">Revision of what was looked at.</param>
    public JobAnswer Approve(string revision)
    {
        lock (_lock)
        {
            if (Hold is null && _policies.All(policy => _approved.Allows(_job.Name, policy))) return new(JobOutcome.AlreadyPending, "no changed rules wait for approval");
            if (!revision.StartsWith(_rules + "-", StringComparison.Ordinal))
                return JobAnswer.NotPossible($"the rules are not those of revision \"{revision}\" any more; look again at what they destroy before approving them");
            if (Hold is not { } hold) // the same rules were seen once, and then others were in force: what they destroy now nobody has seen
                return JobAnswer.NotPossible("the changed rules were not compared with those before yet; pruning does that first, and tells what they would destroy");
            if (revision != hold.Revision && WhyOther(revision) is { } why)
                return JobAnswer.NotPossible($"{why}; look again before approving it: {hold.Text}");

            // Only what was compared: another side may not have been yet, because it could not be reached.
            var problem = _approved.Approve(_job.Name, hold.Sides.IsEmpty ? _policies : _policies.Where(policy => hold.Sides.Any(side => side.Side == policy.Side)));
            _approvals++;
            _shown = [];
            Volatile.Write(ref _hold, null);
            _logger.RulesApproved();
            return JobAnswer.Done($"approved ({hold.Text}); pruning begins{(problem is null ? "" : $"; {problem}")}");
        }
    }

    // What waits now is the latest that was shown.
    private string? WhyOther(string revision) => _shown.Find(shown => shown.Revision == revision) is not { Losses: { } seen }
        ? $"what was shown under revision \"{revision}\" is not known any more"
        : _shown[^1].Losses.MoreThan(seen, _job.PruneApproval) is { } more ? $"more would be destroyed by now than was looked at under revision \"{revision}\": {more}" : null;

    // The rules a job begins with are those of its file: Go zrepl prunes by them too.
    private void TakeFirst()
    {
        if (_approved.ProblemOf(_job.Name) is not null) return;
        var first = _policies.Where(policy => _approved.Find(_job.Name, policy.Side) is null).ToList();
        if (first.Count > 0) _approved.Approve(_job.Name, first);
    }

    private async Task<Look> LookAsync(IReadOnlyList<PruneTask> tasks, CancellationToken cancellation)
    {
        var reasons = new string?[tasks.Count];
        var missed = new Dictionary<PruneSide, ImmutableSortedSet<string>>();
        var held = ImmutableArray.CreateBuilder<HeldSide>();
        var losses = ShownLosses.None;
        foreach (var (index, task) in tasks.Index())
        {
            if (_approved.ProblemOf(_job.Name) is not null) break; // nothing to compare with
            var policy = PolicyOf(task.Side);
            if (_approved.Allows(_job.Name, policy) && _approved.PoolsOf(_job.Name, task.Side).Earlier.IsEmpty) continue;
            try
            {
                if (await CompareAsync(task, policy, missed, cancellation) is not { } compared) continue;
                held.Add(compared.Side);
                losses = losses.With(task.Side, compared.Losses);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && FailureText.IsExpected(failure))
            {
                reasons[index] = $"the changed rules cannot be compared with the rules before, so that nothing is pruned by them yet: {FailureText.Of(failure)}";
            }
        }

        return new(UnreadableHold() ?? (held.Count == 0 ? null : new PruningHold(RevisionOf(losses), SinceOf(), held.ToImmutable())), losses, missed, [.. reasons]);
    }

    private async Task<(HeldSide Side, ImmutableArray<PruneLoss> Losses)?> CompareAsync(PruneTask task, PrunePolicy after, Dictionary<PruneSide, ImmutableSortedSet<string>> missed, CancellationToken cancellation)
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
        return (new(task.Side, losses.Sum(loss => loss.More), losses.Length, worst.Dataset.Text, worst.More, worst.All)
        {
            RulesBefore = ofWorst.InWords(after), Rules = after.InWords(ofWorst), NotOnSender = losses.Where(loss => loss.IsArchived).Sum(loss => loss.More),
        }, losses);
    }

    /// <summary>By which policy each dataset was pruned last.</summary>
    /// <param name="pools">What is known of the pools of the side.</param>
    /// <param name="before">The policy that may prune.</param>
    internal static Func<DatasetPath, PrunePolicy> PoliciesBefore(SeenPools pools, PrunePolicy before)
    {
        var earlier = pools.Earlier.ToDictionary(pool => pool.Key, pool => PrunePolicy.Read(before.Side, pool.Value), StringComparer.Ordinal);
        return dataset => earlier.GetValueOrDefault(dataset.Pool.Text, before);
    }

    private PrunePolicy PolicyOf(PruneSide side) => _policies.First(policy => policy.Side == side);

    private string RevisionOf(ShownLosses losses) => $"{_rules}-{losses.Revision}";

    private PruningHold? UnreadableHold() => _approved.ProblemOf(_job.Name) is { } problem ? new(RevisionOf(ShownLosses.None), SinceOf(), [], problem) : null;

    private DateTimeOffset SinceOf() => Hold?.Since ?? _clock.GetLocalNow();

    private void Become(Look look)
    {
        var before = Hold;
        Volatile.Write(ref _hold, look.Hold);
        _approved.Remember(_job.Name, look.Hold, look.Losses, look.Missed);
        if (look.Hold is not { } hold) return;
        var shown = _shown.RemoveAll(one => one.Revision == hold.Revision).Add((hold.Revision, look.Losses));
        _shown = shown.Count > MostShown ? shown.RemoveAt(0) : shown;
        if (hold != before) _logger.PruningWaits(hold.Text);
    }

    private sealed record Look(PruningHold? Hold, ShownLosses Losses, IReadOnlyDictionary<PruneSide, ImmutableSortedSet<string>> Missed, ImmutableArray<string?> Reasons);
}
