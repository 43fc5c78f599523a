using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Replication.Planning;

/// <summary>
/// Plans one filesystem at a time: asks the endpoints what is needed and leaves each decision to a pure function. Source: spec 1.5.
/// </summary>
internal sealed class FilesystemPlanner(
    ISender sender, IReceiver receiver, ReplicationDefinition definition, SizeEstimates sizes, ProgressToken progress, ILogger logger)
{
    /// <summary>Plans.</summary>
    /// <param name="pair">The filesystem.</param>
    /// <param name="uncompleted">What an earlier attempt of this run left undone; empty for the first.</param>
    /// <param name="isUnconfirmed">True if an earlier attempt of this run does not know whether its last step was confirmed.</param>
    /// <param name="cancellation">Ends the calls.</param>
    /// <exception cref="EndpointException">A call failed, or the sender would refuse a step.</exception>
    public async Task<FilesystemPlan> PlanAsync(
        FilesystemPair pair, ImmutableArray<PlannedStep> uncompleted, bool isUnconfirmed, CancellationToken cancellation)
    {
        logger.AssessingFilesystem(pair.Path);
        if (pair.Sender.Problem is { } problem) return Impossible(new PlanProblem(problem));
        if (pair.Sender.IsPlaceholder)
            return pair.IsReceived ? Impossible(PlanProblem.SenderIsPlaceholder) : new FilesystemPlan.NothingInPlaceholder();

        var sent = await sender.ListVersionsAsync(pair.Path, cancellation);
        progress.Report(ProgressKind.Call);
        if (sent.IsEmpty) return Impossible(PlanProblem.NoVersions);

        var plan = pair.Receiver?.ResumeToken is { Length: > 0 } token
            ? await ResumeAsync(pair, token, sent, uncompleted, isUnconfirmed, cancellation)
            : await ContinueAsync(pair, sent, uncompleted, isUnconfirmed, cancellation);
        progress.Report(ProgressKind.Planned);
        return plan;
    }

    private async Task<FilesystemPlan> ResumeAsync(
        FilesystemPair pair, string token, ImmutableArray<FilesystemVersion> sent, ImmutableArray<PlannedStep> uncompleted, bool isUnconfirmed,
        CancellationToken cancellation)
    {
        var path = ResumeTokenDecoder.TryDecode(token, out var decoded, out var problem)
            ? ResumedPath.For(decoded!, pair.Path, sent)
            : new ResumedPath.Unusable($"resume token is corrupt: {problem}");
        if (path is ResumedPath.Impossible impossible) return Impossible(impossible.Problem);

        var reason = (path as ResumedPath.Unusable)?.Reason;
        if (path is ResumedPath.Found found)
        {
            try
            {
                return await EstimatedAsync(pair, found.Steps, uncompleted, null, cancellation);
            }
            catch (ResumeTokenUnusableException refused)
            {
                reason = refused.Message;
            }
        }

        logger.ResumeTokenUnusable(pair.Path, decoded?.ToName.Text, decoded?.ToGuid, reason!);
        var plan = await ContinueAsync(pair, sent, uncompleted, isUnconfirmed, cancellation);
        if (plan is FilesystemPlan.UpToDate && receiver is IPartialStates states) return plan with { Warning = await DropAsync(states, pair, reason!, cancellation) };
        return plan is FilesystemPlan.Impossible ? plan : plan with
        {
            // The first step carries no token, so that the receiver drops the partial state before it receives (BAD-2).
            Warning = plan is FilesystemPlan.Steps
                ? $"the progress of an interrupted step is discarded: {reason}"
                : $"the receiver keeps the state of an interrupted step that cannot be continued: {reason}",
        };
    }

    // No step will come whose receive would drop it. Both sides have a snapshot in common, so the dataset stays.
    private static async Task<string> DropAsync(IPartialStates states, FilesystemPair pair, string reason, CancellationToken cancellation)
    {
        try
        {
            await states.DropPartialStateAsync(pair.Path, reason, cancellation);
            return $"the state of an interrupted step that cannot be continued was discarded: {reason}";
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return $"the receiver keeps the state of an interrupted step that cannot be continued ({reason}), and it could not be discarded: {FailureText.Of(failure)}";
        }
    }

    private async Task<FilesystemPlan> ContinueAsync(
        FilesystemPair pair, ImmutableArray<FilesystemVersion> sent, ImmutableArray<PlannedStep> uncompleted, bool isUnconfirmed,
        CancellationToken cancellation)
    {
        ImmutableArray<FilesystemVersion> received = [];
        if (pair.IsReceived)
        {
            received = await receiver.ListVersionsAsync(pair.Path, cancellation);
            progress.Report(ProgressKind.Call);
        }

        switch (IncrementalPath.Between(received, sent))
        {
            case IncrementalPath.Found found:
                return await EstimatedAsync(pair, PlannedStep.Along(found.Versions), uncompleted, null, cancellation);
            case IncrementalPath.UpToDate upToDate:
                logger.UpToDate(pair.Path, upToDate.Text);
                return await WithRepairAsync(pair, upToDate.Common, sent, isUnconfirmed, cancellation);
            case IncrementalPath.Blocked { Conflict: Conflict.NoCommonAncestor { Receiver.IsEmpty: true } conflict }:
                var (steps, problem) = InitialPath.For(definition.InitialReplication, sent);
                if (problem is not null) return Impossible(problem);
                logger.ConflictResolved(pair.Path, conflict.Text);
                return await EstimatedAsync(pair, steps, uncompleted, WarningForInitial(pair), cancellation);
            case IncrementalPath.Blocked blocked:
                return Impossible(PlanProblem.Of(blocked.Conflict));
            case var other:
                throw new InvalidOperationException($"unknown path {other}");
        }
    }

    private async Task<FilesystemPlan> EstimatedAsync(
        FilesystemPair pair, ImmutableArray<PlannedStep> steps, ImmutableArray<PlannedStep> uncompleted, string? warning,
        CancellationToken cancellation)
    {
        if (RetryCorrelation.Limit(uncompleted, steps) is not { } limited) return Impossible(PlanProblem.CannotCorrelate);
        return new FilesystemPlan.Steps(await sizes.EstimateAsync(pair.Path, limited, cancellation)) { Warning = warning };
    }

    private async Task<FilesystemPlan> WithRepairAsync(
        FilesystemPair pair, FilesystemVersion newest, ImmutableArray<FilesystemVersion> sent, bool isUnconfirmed, CancellationToken cancellation)
    {
        if (definition.Protection.Incremental == ProtectionKind.Nothing) return new FilesystemPlan.UpToDate(newest, null);
        if (!sent.Any(version => version.IsSnapshot && version.Guid == newest.Guid)) return new FilesystemPlan.UpToDate(newest, null);
        try
        {
            var cursor = await sender.ReplicationCursorAsync(pair.Path, cancellation);
            progress.Report(ProgressKind.Call);
            var isAtRest = cursor == newest.Guid && !isUnconfirmed && !await sender.HasLeftoversAsync(pair.Path, cancellation);
            return new FilesystemPlan.UpToDate(newest, isAtRest ? null : new CursorRepair(newest));
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            logger.CursorUnknown(pair.Path, failure);
            return new FilesystemPlan.UpToDate(newest, null)
            {
                Warning = $"cannot check the replication cursor: {FailureText.Of(failure)}",
            };
        }
    }

    // zfs recv refuses a full stream there, and forcing it could destroy what somebody put there by hand.
    private static string? WarningForInitial(FilesystemPair pair) => pair is { IsReceived: true, Receiver.ResumeToken: null or "" }
        ? "the receiver has this filesystem, but without snapshots and not made by zrepl; "
            + "receiving into it will fail until it is renamed or destroyed"
        : null;

    private static FilesystemPlan.Impossible Impossible(PlanProblem problem) => new(problem);
}
