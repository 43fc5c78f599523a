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
/// <item>in place with <c>-F</c>. The mark <c>placeholder</c> goes off before data can arrive, since what is received must never look like
/// something to be rolled back and destroyed; a second mark says that a replacement is under way, so that after a crash the next receive
/// may still force its way;</item>
/// <item>where encryption is involved ZFS refuses that. A placeholder without children and snapshots is destroyed instead and received as new.</item>
/// </list>
/// </summary>
internal sealed class PlaceholderReplacement(
    EndpointServices services, ReceiverOptions options, PlaceholderMaker placeholders, DatasetPath dataset)
{
    private readonly ILogger _logger = services.Loggers.CreateLogger<PlaceholderReplacement>();
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

            await MarkAsync("off", arguments.ToGuid.ToString("x16", CultureInfo.InvariantCulture), cancellation);
            _isMarked = true;
            return arguments with { Force = true, DestroySnapshotsFirst = true };
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
            else if (await HasNoSnapshotsAsync(deadline.Token)) await RestoreMarkAsync(deadline.Token);
        }
        catch (Exception failure) when (failure is ZfsException or EndpointException or OperationCanceledException)
        {
            _logger.CannotRestorePlaceholder(dataset, failure.Message);
        }
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

    private async Task<bool> HasNoSnapshotsAsync(CancellationToken cancellation) =>
        (await services.Zfs.Versions.ListAsync(dataset, VersionKinds.Snapshots, cancellation)).IsEmpty;
}
