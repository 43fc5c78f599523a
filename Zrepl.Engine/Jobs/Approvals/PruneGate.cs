using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;

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
        var held = ImmutableArray.CreateBuilder<HeldSide>();
        foreach (var (index, task) in tasks.Index())
        {
            if (_approved.ProblemOf(_job.Name) is not null) break; // nothing to compare with
            var policy = _policies.First(one => one.Side == task.Side);
            if (_approved.Allows(_job.Name, policy)) continue;
            try
            {
                if (await CompareAsync(task, policy, cancellation) is { } side) held.Add(side);
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && FailureText.IsExpected(failure))
            {
                reasons[index] = $"the changed rules cannot be compared with the rules before, so that nothing is pruned by them yet: {FailureText.Of(failure)}";
            }
        }

        var hold = UnreadableHold() ?? (held.Count == 0 ? null : new PruningHold(Revision, SinceOf(), held.ToImmutable()));
        if (!HasUnapproved) hold = null; // somebody approved while we looked
        Become(hold);
        return hold is null ? [.. reasons] : [.. tasks.Select(_ => hold.Text)];
    }

    /// <summary>Takes the rules as they are.</summary>
    /// <returns>Why that will be forgotten at the next start; null if it will not.</returns>
    public string? Approve()
    {
        var problem = _approved.Approve(_job.Name, _policies);
        Volatile.Write(ref _hold, null);
        _logger.RulesApproved();
        return problem;
    }

    /// <summary>True if rules wait, or have not been compared yet.</summary>
    public bool HasUnapproved => _policies.Any(policy => !_approved.Allows(_job.Name, policy));

    // The rules a job begins with are those of its file: Go zrepl prunes by them too.
    private void TakeFirst()
    {
        if (_approved.ProblemOf(_job.Name) is not null) return;
        var first = _policies.Where(policy => _approved.Find(_job.Name, policy.Side) is null).ToList();
        if (first.Count > 0) _approved.Approve(_job.Name, first);
    }

    private async Task<HeldSide?> CompareAsync(PruneTask task, PrunePolicy after, CancellationToken cancellation)
    {
        var before = _approved.Find(_job.Name, task.Side) ?? PrunePolicy.Read(task.Side, ""); // what is not known keeps everything
        var losses = _job.PruneApproval.IsAsked && !after.Rules.KeepsEverything ? await LossesAsync(task, before, after, cancellation) : [];
        if (!PruneLoss.IsTooMuch(losses, _job.PruneApproval))
        {
            _approved.Approve(_job.Name, [after]);
            _logger.RulesTaken(task.Side.ToString().ToLowerInvariant(), losses.Sum(loss => loss.More));
            return null;
        }

        var worst = losses.MaxBy(loss => (double)loss.More / loss.All)!; // too much is not nothing
        return new(task.Side, losses.Sum(loss => loss.More), losses.Length, worst.Dataset.Text, worst.More, worst.All)
        {
            RulesBefore = before.InWords(after), Rules = after.InWords(before),
        };
    }

    private async Task<ImmutableArray<PruneLoss>> LossesAsync(PruneTask task, PrunePolicy before, PrunePolicy after, CancellationToken cancellation)
    {
        // The plans tell of what the pruned side misses; what the sender misses looks to a receiver like something that nobody sends any more.
        if ((await task.History.ListFilesystemsAsync(cancellation)).FirstOrDefault(filesystem => filesystem.Problem is not null) is { Problem: { } problem }) throw new EndpointException(problem);
        var planned = Looked(await PrunePreview.ComputeAsync(task, _clock, cancellation));
        if (before.Rules.KeepsEverything || before.Root != after.Root) return PruneLoss.Between([], planned);
        var plannedBefore = Looked(await PrunePreview.ComputeAsync(task with { Rules = before.Rules }, _clock, cancellation));
        return PruneLoss.Between(plannedBefore.Where(plan => before.IsAbout(plan.Path)), planned);
    }

    // What goes from a dataset that cannot be looked at is not known: it must not count as nothing.
    private static ImmutableArray<FilesystemPrunePlan> Looked(ImmutableArray<FilesystemPrunePlan> plans) =>
        plans.Select(WhyNotLooked).FirstOrDefault(why => why is not null) is { } why ? throw new EndpointException(why) : plans;

    private static string? WhyNotLooked(FilesystemPrunePlan plan) => plan switch
    {
        FilesystemPrunePlan.Failed failed => $"{failed.Path}: {FailureText.Of(failed.Error)}",
        FilesystemPrunePlan.Skipped { Reason: not (SkipReasons.Placeholder or SkipReasons.NotOnSender) } skipped => skipped.Reason, // its pool is not there, and may be again tomorrow
        _ => null,
    };

    private PruningHold? UnreadableHold() => _approved.ProblemOf(_job.Name) is { } problem ? new(Revision, SinceOf(), [], problem) : null;

    private DateTimeOffset SinceOf() => Hold?.Since ?? _clock.GetLocalNow();

    private void Become(PruningHold? hold)
    {
        var before = Hold;
        Volatile.Write(ref _hold, hold);
        _approved.Remember(_job.Name, hold);
        if (hold is not null && hold != before) _logger.PruningWaits(hold.Text);
    }
}
