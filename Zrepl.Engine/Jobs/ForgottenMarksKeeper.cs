using System.Collections.Immutable;
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
/// from when it was first seen here, without a break, and remembered over restarts: a job that is missing for an hour loses nothing.
/// </summary>
/// <param name="services">Of the engine.</param>
/// <param name="path">Where it is remembered since when; null: as long as the process lives.</param>
internal sealed class ForgottenMarksKeeper(JobServices services, string? path)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(6);

    private readonly ILogger _logger = services.Loggers.CreateLogger<ForgottenMarksKeeper>();
    private readonly Signal _changed = new();
    private ZreplConfiguration? _configuration;
    private ImmutableSortedDictionary<string, DateTimeOffset> _since = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

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
        var now = services.Clock.GetUtcNow();
        var all = await AllMarks.FindAsync(services.Endpoints.Zfs, cancellation);
        var forgotten = ForgottenMarks.Among(all, (job, dataset) => configuration.Jobs.Any(one => one.Name == job && Has(one, dataset)));
        var since = forgotten.ToImmutableSortedDictionary(one => KeyOf(one.Guarantee), one => _since.GetValueOrDefault(KeyOf(one.Guarantee), now), StringComparer.Ordinal);
        foreach (var one in forgotten.Where(one => now - since[KeyOf(one.Guarantee)] >= grace && !services.InUse.Contains(one.Guarantee.Version.Guid)))
        {
            _logger.ReleasesForgotten(one.Guarantee.ToString(), one.Reason, grace);
            await services.Endpoints.Keeper.RemoveAsync(one.Guarantee, cancellation);
            services.Endpoints.Cache.Invalidate(one.Guarantee.Dataset);
            since = since.Remove(KeyOf(one.Guarantee));
        }

        Save(since);
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
            _since = JsonSerializer.Deserialize<Dictionary<string, DateTimeOffset>>(File.ReadAllBytes(path))?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? _since;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            _logger.ForgottenNotRemembered(path, failure.Message);
        }
    }

    private void Save(ImmutableSortedDictionary<string, DateTimeOffset> since)
    {
        var isNew = !since.SequenceEqual(_since);
        _since = since;
        if (path is null || !isNew) return;
        try
        {
            SyncedFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(since));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _logger.ForgottenNotRemembered(path, failure.Message);
        }
    }
}
