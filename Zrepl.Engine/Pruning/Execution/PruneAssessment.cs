using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>The second part of a run: a plan for each filesystem, a few at a time. Source: spec 3.3, 3.10.</summary>
internal sealed class PruneAssessment(PruneContext run, Action<FilesystemPrunePlan>? planned)
{
    private const int AtATime = 4;
    private const string TaskName = "plan-pruning";

    private volatile bool _isConnectionLost;

    /// <summary>Plans all; what is not planned afterwards was cancelled.</summary>
    public async Task RunAsync(IReadOnlyCollection<PruneItem> items)
    {
        var waiting = items.ToList();
        while (waiting.Count > 0 && run.Stop.Reason is null)
        {
            await PlanSideBySideAsync(waiting);
            waiting = [.. waiting.Where(item => !item.IsPlanned).OrderBy(item => item.ErrorCount).ThenBy(item => item.Path)];
            if (!_isConnectionLost || waiting.Count == 0 || run.Stop.Reason is not null) continue;
            if (await run.ReconnectAsync() is { } unreachable)
            {
                var error = new EndpointException(unreachable);
                foreach (var item in waiting) Take(item, new FilesystemPrunePlan.Failed(item.Path, error));
                return;
            }

            _isConnectionLost = false;
        }
    }

    private async Task PlanSideBySideAsync(List<PruneItem> items)
    {
        var next = -1;
        await using var group = Tracer.StartGroup(TaskName, run.Stop.Token);
        for (var worker = 0; worker < Math.Min(AtATime, items.Count); worker++)
        {
            group.Run(async cancellation =>
            {
                while (!_isConnectionLost && !cancellation.IsCancellationRequested)
                {
                    var i = Interlocked.Increment(ref next);
                    if (i >= items.Count) return;
                    await PlanAsync(items[i], cancellation);
                }
            });
        }

        await group.JoinAsync();
    }

    private async Task PlanAsync(PruneItem item, CancellationToken cancellation)
    {
        FilesystemPrunePlan plan;
        try
        {
            plan = await run.Planner.PlanAsync(item.Candidate, cancellation);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            return; // stays without a plan
        }

        if (plan is FilesystemPrunePlan.Failed failed)
        {
            run.Services.Logger.FilesystemFailed(item.Path, run.ClassOf(failed.Error), failed.Error);
            if (run.ClassOf(failed.Error) == FailureClass.Connectivity)
            {
                _isConnectionLost = true;
                item.LoseConnection(FailureText.Of(failed.Error));
                if (item.ErrorCount < PruneContext.MostErrors) return;
            }
        }

        Take(item, plan);
    }

    private void Take(PruneItem item, FilesystemPrunePlan plan)
    {
        item.Take(plan, run.Services.Clock.LocalTimeZone);
        if (plan is FilesystemPrunePlan.Planned made) run.Services.Logger.Planned(made);
        planned?.Invoke(plan);
    }
}
