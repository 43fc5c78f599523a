using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Tracing;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.ResumeTokens;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Sends datasets of this host for one job. What a step needs to be resumable or continued is on disk before the first byte leaves, and
/// what an earlier step left is removed only after that (spec B8, B11).
/// </summary>
public sealed class LocalSender(EndpointServices services, SenderOptions options) : ISender, IReclaimEstimates, IStepHolds
{
    // The other one is normally our own attempt before this, whose process is just going.
    private static readonly TimeSpan PatienceForOtherSend = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = services.Loggers.CreateLogger<LocalSender>();
    private readonly InventoryView _inventory = new(services.Zfs, services.Clock);
    private readonly StepGuarantees _guarantees = new(services, options.Job);
    private ImmutableDictionary<DatasetPath, string> _problems = ImmutableDictionary<DatasetPath, string>.Empty; // of the latest listing

    /// <inheritdoc/>
    public Task WaitForConnectivityAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<ImmutableArray<EndpointFilesystem>> ListFilesystemsAsync(CancellationToken cancellation)
    {
        using var span = Tracer.StartSpan("list filesystems");
        var roots = options.Filter.MinimalRoots;
        if (roots is { IsEmpty: true }) return [];
        var listed = await _inventory.RefreshAsync(roots, cancellation);
        options.FilterEvaluated?.Invoke(options.Filter.CountWithoutDataset(listed.Datasets.Select(dataset => dataset.Path)));
        var placeholders = await services.Zfs.PropertyReader.ReadTreeAsync(
            roots ?? PoolsOf(listed), Placeholder.Properties, cancellation);
        var missing = await MissingPoolsAsync(roots, listed, cancellation);
        Volatile.Write(ref _problems, missing.ToImmutableDictionary(filesystem => filesystem.Path, filesystem => filesystem.Problem!)); // they all have one
        return
        [
            .. missing,
            .. from dataset in listed.Datasets
               where options.Filter.Includes(dataset.Path)
               let mark = placeholders.Find(dataset.Path.Text, Placeholder.Property.Text)
               where mark is not null // one that vanished between the two listings
               select new EndpointFilesystem(dataset.Path, Placeholder.IsPlaceholder(dataset.Path, mark), null),
        ];
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<FilesystemVersion>> ListVersionsAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        // What we listed ourselves may be asked for, also where the filter takes only what is below it.
        if (Volatile.Read(ref _problems).TryGetValue(filesystem, out var problem)) throw new EndpointException(problem, FailureCategory.NeedsAction);
        RequireAccess(filesystem);
        return await ZfsFailures.ExplainAsync("list versions", () => _inventory.VersionsOfAsync(filesystem, cancellation));
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<DestroyResult>> DestroySnapshotsAsync(
        DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation)
    {
        RequireAccess(filesystem);
        return await SnapshotDestruction.RunAsync(services.Zfs.SnapshotDestroyer, filesystem, snapshots, _inventory, cancellation);
    }

    /// <inheritdoc/>
    public Task<long?> EstimateReclaimAsync(DatasetPath filesystem, ImmutableArray<FilesystemVersion> snapshots, CancellationToken cancellation)
    {
        RequireAccess(filesystem);
        return services.Zfs.Reclaim.EstimateAsync(filesystem, [.. snapshots.Select(snapshot => snapshot.Name)], cancellation);
    }

    /// <inheritdoc/>
    public async Task<long?> EstimateAsync(SendRequest request, CancellationToken cancellation)
    {
        var arguments = await CheckedArgumentsAsync(request, cancellation);
        return await ZfsFailures.ExplainAsync("zfs send dry failed", () => services.Zfs.Sender.EstimateAsync(arguments, cancellation));
    }

    /// <inheritdoc/>
    public async Task<ReplicationStream> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        RequireAccess(request.Filesystem);
        var end = new CommandEnd(services.Zfs, request.Filesystem, isReceiver: false);
        request.Watch?.ComesFrom(end);
        var oneSend = await services.SendLocks.TryTakeAsync($"{options.Job} {request.Filesystem}", PatienceForOtherSend, cancellation)
            ?? throw new EndpointException("another send for this filesystem is in progress", FailureCategory.Temporary);
        try
        {
            var arguments = await CheckedArgumentsAsync(request, cancellation);
            await ZfsFailures.ExplainAsync("protect the step", () => _inventory.ChangeAsync(
                request.Filesystem, () => _guarantees.BeforeSendAsync(request with { From = arguments.From }, cancellation)));
            var stream = await ZfsFailures.ExplainAsync("zfs send failed", () => services.Zfs.Sender.OpenAsync(arguments, cancellation));
            end.Begin(stream.Command);
            return new(new SendingStream(options.Throttle?.Invoke(stream, request.Watch) ?? stream, oneSend), request.ResumeToken is not null, null)
            {
                IsCompressible = options.Flags is { Raw: false, Encrypted: false, Compressed: false },
            };
        }
        catch
        {
            oneSend.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task ConfirmAsync(SendRequest request, CancellationToken cancellation)
    {
        RequireAccess(request.Filesystem);
        await ZfsFailures.ExplainAsync("move replication cursor", () => _inventory.ChangeAsync(
            request.Filesystem, () => _guarantees.AfterConfirmationAsync(request, cancellation)));
    }

    /// <inheritdoc/>
    public async Task<ulong?> ReplicationCursorAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        RequireAccess(filesystem);
        var versions = await ZfsFailures.ExplainAsync("list versions", () => _inventory.VersionsOfAsync(filesystem, cancellation));
        var guarantees = versions.Select(version => Guarantee.FromBookmark(filesystem, version)).OfType<Guarantee>().ToList();
        var cursor = guarantees.Where(g => g.Kind == GuaranteeKind.Cursor && g.Job == options.Job).MaxBy(g => g.Version.CreateTxg);
        if (cursor is null && guarantees.Exists(g => g.Kind == GuaranteeKind.CursorV1)) _logger.FoundCursorV1(filesystem);
        return cursor?.Version.Guid;
    }

    /// <inheritdoc/>
    public async Task<bool> HasLeftoversAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        RequireAccess(filesystem);
        return await ZfsFailures.ExplainAsync("look for leftovers of steps", async () =>
            await _guarantees.HasLeftoversAsync(filesystem, await _inventory.VersionsOfAsync(filesystem, cancellation), cancellation));
    }

    /// <inheritdoc/>
    public async Task<ImmutableHashSet<ulong>> StepHeldAsync(DatasetPath filesystem, CancellationToken cancellation)
    {
        RequireAccess(filesystem);
        return await _guarantees.StepHeldAsync(filesystem, cancellation);
    }

    // A pool that is not imported would else look like one with nothing in it, and the run like a success.
    private async Task<List<EndpointFilesystem>> MissingPoolsAsync(ImmutableArray<DatasetPath>? roots, DatasetInventory listed, CancellationToken cancellation)
    {
        var present = listed.Datasets.Select(dataset => dataset.Path.Pool).ToHashSet();
        var missing = new List<EndpointFilesystem>();
        foreach (var root in (roots ?? []).GroupBy(root => root.Pool).Where(pool => !present.Contains(pool.Key)).Select(pool => pool.First()))
        {
            if (await services.Zfs.Datasets.ExistsAsync(root.Pool, cancellation)) continue; // it is there, and only the dataset is not
            missing.Add(new(root, false, null)
            {
                Problem = $"pool {root.Pool} is not there, so that nothing of it is sent: import it (zpool import {root.Pool}), or take its datasets out of filesystems",
            });
        }

        return missing;
    }

    // The filter is all that stands between a peer and the rest of the host.
    private void RequireAccess(DatasetPath filesystem)
    {
        if (!options.Filter.Includes(filesystem)) throw new EndpointException($"endpoint does not allow access to filesystem {filesystem}");
    }

    private async Task<SendArguments> CheckedArgumentsAsync(SendRequest request, CancellationToken cancellation)
    {
        RequireAccess(request.Filesystem);
        return await ZfsFailures.ExplainAsync("validate send arguments", async () =>
        {
            var arguments = new SendArguments(request.Filesystem, request.From, request.To, options.Flags, Decode(request.ResumeToken));
            try
            {
                return await CheckedAsync(arguments, cancellation);
            }
            catch (SendRefusedException refused) when (refused.Refusal is SendRefusal.TokenFilesystem or SendRefusal.TokenVersion or SendRefusal.TokenEncryptionSet or SendRefusal.TokenEncryptionNotSet)
            {
                throw new ResumeTokenUnusableException(refused.Message, refused); // the step is planned anew, and checked against the policy again
            }
        });
    }

    // The guid of From is what the receiver has; which of its names is used is our choice.
    private async Task<SendArguments> CheckedAsync(SendArguments asked, CancellationToken cancellation)
    {
        var arguments = asked.From is { } named && !StepSource.IsSafe(named, asked.Dataset, options.Job)
            ? asked with { From = SourceAmong(await _inventory.VersionsOfAsync(asked.Dataset, cancellation)) ?? named }
            : asked;
        try
        {
            await services.Zfs.Sender.CheckAsync(arguments, cancellation);
            return arguments;
        }
        catch (SendRefusedException refused) when (refused.Refusal is SendRefusal.Version && asked.From is not null)
        {
            // The listing may be minutes old, and another job has moved its cursor since.
            var other = SourceAmong(await services.Zfs.Versions.ListAsync(asked.Dataset, VersionKinds.Both, cancellation));
            if (other is null || other.RelativeName == arguments.From!.RelativeName) throw; // asked for with one, so there is one
            arguments = asked with { From = other };
            await services.Zfs.Sender.CheckAsync(arguments, cancellation);
            return arguments;
        }

        FilesystemVersion? SourceAmong(IEnumerable<FilesystemVersion> versions) =>
            asked.From is { } from ? StepSource.Find(from.Guid, asked.Dataset, options.Job, versions) : null;
    }

    private static ResumeToken? Decode(string? token)
    {
        try
        {
            return token is null ? null : ResumeTokenDecoder.Decode(token);
        }
        catch (ResumeTokenCorruptException corrupt)
        {
            throw new ResumeTokenUnusableException(corrupt.Message, corrupt);
        }
    }

    private static ImmutableArray<DatasetPath> PoolsOf(DatasetInventory listed) => [.. listed.Datasets.Select(d => d.Path.Pool).Distinct()];

}
