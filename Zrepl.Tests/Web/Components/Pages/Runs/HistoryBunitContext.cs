using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Tests.Web.Data;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entries;
using Zrepl.Web.Data.Pools;
using Zrepl.Web.Data.Runs;

namespace Zrepl.Tests.Web.Components.Pages.Runs;

/// <summary>Renders pages over a real history in a directory of its own.</summary>
public abstract class HistoryBunitContext : ZreplBunitContext, IAsyncLifetime
{
    private protected HistoryBunitContext()
    {
        Services.AddSingleton(World.Writer);
        Services.AddSingleton(new HistoryAccess(World.Database, World.Writer, TimeProvider.System));
        Services.AddSingleton<RunHistory>();
        Services.AddSingleton<SnapshotRounds>();
        Services.AddSingleton<PoolHistory>();
    }

    private protected HistoryWorld World { get; } = new();

    public virtual async ValueTask InitializeAsync()
    {
        await World.StartedAsync();
        await World.Writer.Opened.WaitAsync(Deadline.OfATest);
    }

    public new async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await World.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Stores a run as a job would, and waits until it is there.</summary>
    private protected async Task StoreAsync(params FinishedRun[] runs)
    {
        foreach (var run in runs)
        {
            var before = await CountAsync();
            World.Recorder.RunFinished(run);
            while (await CountAsync() == before) await Task.Yield();
        }

        // What is committed can be read before the writer lets go of its connection, and the connection would outlive the file that a test breaks.
        await World.Writer.StoreAsync(new NothingMore(), Xunit.TestContext.Current.CancellationToken).WaitAsync(Deadline.OfATest);
    }

    /// <summary>The file goes wrong under the running daemon.</summary>
    private protected Task BreakTheFileAsync() => DatabaseFile.BreakAsync(World.DatabasePath);

    private protected static FinishedRun Run(
        long number, RunOutcome outcome = RunOutcome.Succeeded, string job = "to_nas", string? error = null, params FilesystemReport[] datasets) => new(
        Zrepl.Engine.Guarantees.JobName.Parse(job), JobKind.Push,
        new RunResult
        {
            Number = number, Reason = RunReason.Snapshots, StartedAt = AJob.Now.AddMinutes(number - 60), FinishedAt = AJob.Now.AddMinutes(number - 60).AddSeconds(16),
            Outcome = outcome, Error = error, WhatToDo = error is null ? null : "Look at it.", BytesReplicated = 412 << 20, StepsCompleted = 2,
            FailedFilesystems = datasets.Count(dataset => dataset.Error is not null), SnapshotsDestroyed = 3,
        },
        AJob.Report(AttemptState.Done, datasets), null, null, null);

    private async Task<int> CountAsync() =>
        (await Services.GetRequiredService<RunHistory>().ListAsync(RunFilter.All, RunHistory.LargestPage, cancellation: Xunit.TestContext.Current.CancellationToken)).Runs.Length;

    private sealed class NothingMore : IHistoryEntry
    {
        public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation) => Task.CompletedTask;
    }
}
