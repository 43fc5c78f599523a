using Zrepl.Engine.Status;
using Zrepl.Engine.Units;
using Zrepl.Web.Api;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Web.Cli;

/// <summary>A signal whose run is waited for, and what is said of the run.</summary>
internal sealed class AwaitedSignal(Surroundings surroundings, ControlClient client, SignalRequest request, TimeSpan? limit)
{
    // That of timeout(1), so that a script can tell it from a run that failed.
    private const int TimedOut = 124;

    /// <exception cref="CommandFailedException">It was refused, did not do everything, or takes too long.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var answer = await AnswerAsync(cancellation)
            ?? throw new CommandFailedException("the job was woken up, but its daemon is one that cannot tell when the run ends; see zrepl status");
        if (answer.Run is not { } run) throw new CommandFailedException(answer.Problem ?? "the daemon does not tell what came of it");
        var words = InWords(run);
        if (run.Outcome != RunOutcome.Succeeded) throw new CommandFailedException(string.Join('\n', new[] { words, run.Error, run.WhatToDo }.Where(line => line is { Length: > 0 })));
        await surroundings.Output.WriteLineAsync(words);
    }

    private async Task<SignalAnswer?> AnswerAsync(CancellationToken cancellation)
    {
        if (limit is not { } some) return await client.SignalAndWaitAsync(request, cancellation);
        using var late = new CancellationTokenSource(some, surroundings.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await client.SignalAndWaitAsync(request, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"job \"{request.Name}\" is not done after {GoDuration.Format(some)}; it goes on, see zrepl status", TimedOut);
        }
    }

    private string InWords(RunResult run)
    {
        var outcome = run.Outcome switch
        {
            RunOutcome.Succeeded => "done",
            RunOutcome.Partial => $"{DumpText.Count(run.FailedFilesystems, "filesystem")} failed",
            RunOutcome.Cancelled => "cancelled",
            _ => "failed",
        };
        List<string> parts = [];
        if (run.StepsCompleted > 0) parts.Add($"{DumpText.Count(run.StepsCompleted, "step")} with {DumpText.Bytes(run.BytesReplicated)} replicated");
        if (run.SnapshotsDestroyed > 0) parts.Add($"{DumpText.Count(run.SnapshotsDestroyed, "snapshot")} destroyed");
        if (parts.Count == 0 && run.Outcome == RunOutcome.Succeeded) parts.Add("nothing was to be done");
        return string.Join("; ", parts.Prepend($"job \"{request.Name}\", run {run.Number}: {outcome} after {DumpText.Duration(run.Duration)}"));
    }
}
