using System.Globalization;
using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// Lets a received dataset take the place of a placeholder (spec A13.4, A13.9, B9.6, B9.10). Two ways:
/// <list type="bullet">
/// <item>in place with <c>-F</c>, which refuses as long as there are snapshots; see <see cref="PlaceholderSnapshots"/>. The mark <c>placeholder</c> goes off before data can arrive, since what is received must never look like
/// something to be rolled back and destroyed; a second mark says that a replacement is under way, so that after a crash the next receive
/// may still force its way;</item>
/// <item>where encryption is involved ZFS refuses that. A placeholder without children and snapshots is destroyed instead and received as new.</item>
/// </list>
/// </summary>
internal sealed class PlaceholderReplacement(
    EndpointServices services, ReceiverOptions options, PlaceholderMaker placeholders, DatasetPath dataset)
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<PlaceholderReplacement>();
    private ulong? _awaited; // guid of what replaces the placeholder, which was one until now
    private bool _isMarked;
    private bool _isDestroyed;

    /// <summary>Prepares the dataset, and says how to receive into it.</summary>
    public async Task<ReceiveArguments> PrepareAsync(
        ReceiveArguments arguments, ReceivingDataset state, StreamHead head, CancellationToken cancellation)
    {
        if (state.IsPlaceholder)
        {
            if ((head.Begin.IsRaw || state.IsEncrypted) && await IsBareAsync(cancellation))
            {
                await services.Zfs.Creator.DestroyAsync(dataset, cancellation);
                _isDestroyed = true;
                return arguments;
            }

            // Before the mark: after a refusal it is still a placeholder, and after a crash one without snapshots.
            if (head.Begin.ToGuid == arguments.ToGuid) await new PlaceholderSnapshots(services, dataset).DestroyAsync(cancellation);
            await MarkAsync("off", arguments.ToGuid.ToString("x16", CultureInfo.InvariantCulture), cancellation);
            (_isMarked, _awaited) = (true, arguments.ToGuid);
            return arguments with { Force = true };
        }

        if (!state.IsBeingReplaced) return arguments;
        _isMarked = true;
        return arguments with { Force = head.Begin.IsFull && await HasNoSnapshotsAsync(cancellation) };
    }

    /// <summary>After a receive that left nothing: the placeholder is one again. Failing at it is only logged, the receive's failure matters more.</summary>
    public async Task UndoAsync()
    {
        if (!options.RestoresPlaceholders || (!_isMarked && !_isDestroyed)) return;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), services.Clock);
        try
        {
            if (_isDestroyed) await placeholders.RemakeAsync(dataset, deadline.Token);
            else if (await HasReceivedNothingAsync(deadline.Token)) await RestoreMarkAsync(deadline.Token);
        }
        catch (Exception failure) when (failure is ZfsException or EndpointException or OperationCanceledException)
        {
            _logger.CannotRestorePlaceholder(dataset, failure.Message);
        }
    }

    /// <summary>After a receive that was cancelled: what has arrived may be saved, and then the marks stay for whoever continues.</summary>
    public async Task UndoUnlessSavedAsync()
    {
        if (!_isMarked && !_isDestroyed) return;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30), services.Clock);
        try
        {
            var left = await ReceivingDataset.LookAsync(services.Zfs, dataset, deadline.Token);
            if (left.HasPartialState || (_isDestroyed && left.Exists)) return;
        }
        catch (Exception failure) when (failure is ZfsException or OperationCanceledException)
        {
            _logger.CannotRestorePlaceholder(dataset, failure.Message);
            return;
        }

        await UndoAsync();
    }

    /// <summary>After a successful receive: the replacement is over.</summary>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        if (!_isMarked) return;
        try
        {
            await services.Zfs.PropertyWriter.InheritAsync(dataset, Placeholder.ReplacingProperty, cancellation);
        }
        catch (ZfsException failure)
        {
            _logger.CannotRemoveMarker(dataset, failure.Message); // it has no effect on a dataset that has snapshots
        }
    }

    private async Task RestoreMarkAsync(CancellationToken cancellation)
    {
        await MarkAsync("on", null, cancellation);
        await services.Zfs.PropertyWriter.InheritAsync(dataset, Placeholder.ReplacingProperty, cancellation);
    }

    private Task MarkAsync(string placeholder, string? replacing, CancellationToken cancellation)
    {
        List<KeyValuePair<PropertyName, string>> marks = [new(Placeholder.Property, placeholder)];
        if (replacing is not null) marks.Add(new(Placeholder.ReplacingProperty, replacing));
        return services.Zfs.PropertyWriter.SetAsync(dataset, marks, cancellation);
    }

    private async Task<bool> IsBareAsync(CancellationToken cancellation) =>
        (await services.Zfs.Datasets.ListAsync([dataset], cancellation)).Length == 1 && await HasNoSnapshotsAsync(cancellation);

    // What was a placeholder a moment ago can have got snapshots of others meanwhile; what was marked by a process before can have been replaced since.
    private async Task<bool> HasReceivedNothingAsync(CancellationToken cancellation) => _awaited is { } guid
        ? (await services.Zfs.Versions.ListAsync(dataset, VersionKinds.Snapshots, cancellation)).All(snapshot => snapshot.Guid != guid)
        : await HasNoSnapshotsAsync(cancellation);

    private async Task<bool> HasNoSnapshotsAsync(CancellationToken cancellation) =>
        (await services.Zfs.Versions.ListAsync(dataset, VersionKinds.Snapshots, cancellation)).IsEmpty;
}
