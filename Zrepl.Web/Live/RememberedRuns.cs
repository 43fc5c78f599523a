using Zrepl.Engine.Status;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Web.Live;

/// <summary>Tells <see cref="RecentRuns"/> at the start what ran before: the last runs of each job, and all of today. Nobody waits for it.</summary>
internal sealed class RememberedRuns(RecentRuns runs, RunHistory history, HistoryWriter writer, TimeProvider clock) : BackgroundService
{
    /// <summary>So many of each job are shown as squares.</summary>
    public const int OfEach = 30;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    /// <summary>Reads once.</summary>
    /// <exception cref="DatabaseUnavailableException">The history cannot be read now.</exception>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        var now = clock.GetLocalNow();
        var midnight = now - now.TimeOfDay;
        foreach (var job in await history.JobsAsync(cancellation))
        {
            var found = (await history.ListAsync(new() { Job = job }, OfEach, cancellation: cancellation)).Runs;
            if (found.Length == OfEach && found[^1].StartedAt >= midnight)
                found = (await history.ListAsync(new() { Job = job, From = midnight }, RunHistory.LargestPage, cancellation: cancellation)).Runs;
            runs.Remember(job, [.. found.Reverse().Select(ResultOf).OfType<RunResult>()]);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await writer.Opened.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await ReadAsync(stoppingToken);
                return;
            }
            catch (DatabaseUnavailableException)
            {
                await Task.Delay(Pause, clock, stoppingToken); // the page says what is wrong with it
            }
        }
    }

    // One that was cut off with the process has no end, and nobody knows what it moved.
    private static RunResult? ResultOf(RunSummary run) => run is not { FinishedAt: { } end, Outcome: { } outcome } ? null : new()
    {
        Number = run.Number, Reason = run.Reason, StartedAt = run.StartedAt, FinishedAt = end, Outcome = outcome, Error = run.Error, WhatToDo = run.WhatToDo,
        FailedFilesystems = run.FailedDatasets, BytesReplicated = run.Bytes, StepsCompleted = run.Steps, SnapshotsDestroyed = run.SnapshotsDestroyed,
    };
}
