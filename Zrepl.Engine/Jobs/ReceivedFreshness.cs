using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Freshness;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Knows how old the copies are that clients of a sink bring: from one listing at the start and now and then, and from each snapshot received. Whoever looks after
/// the machine with the copies is told when a client falls silent, which the client itself may not be able to tell.
/// </summary>
/// <param name="root">The job's <c>root_fs</c>.</param>
/// <param name="services">Of the engine.</param>
/// <param name="board">Of the job.</param>
/// <param name="logger">Of the job.</param>
internal sealed class ReceivedFreshness(DatasetPath root, JobServices services, StatusBoard board, ILogger logger)
{
    // Receives tell what comes; only what somebody destroys here is learnt by looking.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(6);

    /// <summary>Notes a snapshot that was received.</summary>
    public void Received(DatasetPath dataset, FilesystemVersion snapshot) => board.Change(now => now with
    {
        Copies = ReceivedCopies.After(
            now.Copies, dataset.Text, snapshot.Name, DateTimeOffset.FromUnixTimeSeconds(snapshot.CreationSeconds), services.Clock.GetLocalNow()),
    });

    /// <summary>Looks, until the job ends.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var wait = await LookAsync(end) ? LookAgainAfter : services.Options.RetryAfter;
            await Task.Delay(wait, services.Clock, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // the loop looks at the token
        }
    }

    private async Task<bool> LookAsync(CancellationToken end)
    {
        try
        {
            var began = services.Clock.GetLocalNow();
            var inventory = await services.Endpoints.Zfs.Inventory.TakeAsync([root], end);
            ImmutableArray<DatasetCopy> listed =
            [
                .. from dataset in inventory.Datasets
                   let newest = dataset.Versions.LastOrDefault(version => version.IsSnapshot)
                   where newest is not null && dataset.Path != root
                   orderby dataset.Path.Text
                   select new DatasetCopy(dataset.Path.Text)
                   {
                       Snapshot = newest.Name, TakenAt = DateTimeOffset.FromUnixTimeSeconds(newest.CreationSeconds), FirstSeenAt = began,
                   },
            ];
            board.Change(now => now with { Copies = ReceivedCopies.Listed(now.Copies, listed, began) });
            return true;
        }
        catch (Exception failure) when (!end.IsCancellationRequested)
        {
            logger.CannotLookAtCopies(root.Text, failure.Message); // the job's own watch tells what is wrong with the pool
            return false;
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            return false;
        }
    }
}
