using System.Text.Json;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs.Approvals;
using Zrepl.Engine.Progress;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Releases holds and bookmarks of ours that nobody has needed for a while, if the configuration wants that (<c>global.stale_marks.release_after</c>). How long is counted
/// from look to look, without a break, and remembered over restarts: a job that is missing for an hour loses nothing, nor does anybody whose clock jumps.
/// </summary>
/// <param name="services">Of the engine.</param>
/// <param name="path">Where it is remembered for how long; null: as long as the process lives.</param>
internal sealed class ForgottenMarksKeeper(JobServices services, string? path)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(6);

    // What lies between two looks counts up to this: one look may fail. More is a clock that was set, or a time in which nobody looked.
    private static readonly TimeSpan LongestBetween = 2 * LookEvery;

    private readonly ILogger _logger = services.Loggers.CreateLogger<ForgottenMarksKeeper>();
    private readonly Signal _changed = new();
    private ZreplConfiguration? _configuration;
    private ForgottenTimes _times = ForgottenTimes.None;

    /// <summary>Takes another configuration.</summary>
    public void Configure(ZreplConfiguration configuration)
    {
        Volatile.Write(ref _configuration, configuration);
        _changed.Set();
    }

    /// <summary>Looks again and again.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        try
        {
            Load();
            while (true)
            {
                var changed = _changed.Next;
                if (Volatile.Read(ref _configuration) is { Global.ReleaseStaleMarksAfter: { } grace } configuration)
                {
                    await TryLookAsync(configuration, grace, end);
                    await Signal.WaitAsync(changed, LookEvery, services.Clock, end);
                }
                else
                {
                    Save(ForgottenTimes.None); // nobody looks from now on
                    await changed.WaitAsync(end);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The engine ends.
        }
    }

    /// <summary>Looks once, and releases what has been useless for so long.</summary>
    internal async Task LookAsync(ZreplConfiguration configuration, TimeSpan grace, CancellationToken cancellation)
    {
        var all = await AllMarks.FindAsync(services.Endpoints.Zfs, cancellation);
        var forgotten = ForgottenMarks.Among(all, (job, dataset) => configuration.Jobs.Any(one => one.Name == job && Has(one, dataset)));
        var times = _times.After(forgotten.Select(one => KeyOf(one.Guarantee)), services.Clock.GetUtcNow(), LongestBetween);
        try
        {
            foreach (var one in forgotten.Where(one => times.Of(KeyOf(one.Guarantee)) >= grace && !services.InUse.Contains(one.Guarantee.Version.Guid)))
                if (await TryReleaseAsync(one, grace, cancellation)) times = times.Without(KeyOf(one.Guarantee));
        }
        finally
        {
            Save(times);
        }
    }

    private async Task<bool> TryReleaseAsync(ForgottenMark one, TimeSpan grace, CancellationToken cancellation)
    {
        _logger.ReleasesForgotten(one.Guarantee.ToString(), one.Reason, grace);
        try
        {
            await services.Endpoints.Keeper.RemoveAsync(one.Guarantee, cancellation);
            return true;
        }
        catch (ZfsException failure) // a pool that is imported read-only, say: the others go all the same
        {
            _logger.CannotReleaseForgotten(one.Guarantee.ToString(), failure.Message);
            return false;
        }
        finally
        {
            services.Endpoints.Cache.Invalidate(one.Guarantee.Dataset);
        }
    }

    private async Task TryLookAsync(ZreplConfiguration configuration, TimeSpan grace, CancellationToken end)
    {
        try
        {
            await LookAsync(configuration, grace, end);
        }
        catch (ZfsException failure)
        {
            _logger.CannotLookForForgotten(failure.Message);
        }
        catch (Exception failure) when (!end.IsCancellationRequested) // a bug: the next look may go well, and nobody would miss this loop
        {
            _logger.LookForForgottenFailed(failure);
        }
    }

    // A job that receives has whatever its clients send.
    private static bool Has(JobDefinition job, DatasetPath dataset) => job switch
    {
        PushJobDefinition push => push.Filesystems.Includes(dataset),
        SourceJobDefinition source => source.Filesystems.Includes(dataset),
        SnapJobDefinition snap => snap.Filesystems.Includes(dataset),
        _ => true,
    };

    private static string KeyOf(Guarantee guarantee) => $"{guarantee.Kind.Id()} {guarantee.Job} {guarantee.Version.Guid:x16} {guarantee.Path}";

    // Lost, or not readable: the time begins anew, which only keeps more.
    private void Load()
    {
        if (path is null || !File.Exists(path)) return;
        try
        {
            _times = JsonSerializer.Deserialize<ForgottenTimes>(File.ReadAllBytes(path))?.Read() ?? _times;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            _logger.ForgottenNotRemembered(path, failure.Message);
        }
    }

    private void Save(ForgottenTimes times)
    {
        var isNew = times != _times;
        _times = times;
        if (path is null || !isNew) return;
        try
        {
            SyncedFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(times));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.ForgottenNotRemembered(path, failure.Message);
        }
    }
}
