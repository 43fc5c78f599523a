using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Endpoints;

/// <summary>
/// One receive from the first look at the disk to the hold on what arrived (spec B9.6). Ordered so that a crash between any two
/// statements leaves something the next receive goes on from (spec B11): marks are set before data can arrive, new holds are made
/// before old ones go.
/// </summary>
internal sealed class ReceiveStep(EndpointServices services, ReceiverOptions options)
{
    private static readonly HashSet<GuaranteeKind> OfReceiver = [GuaranteeKind.LastReceivedHold];

    private readonly ILogger _logger = services.Loggers.CreateLogger<ReceiveStep>();
    private readonly PlaceholderMaker _placeholders = new(services, options);

    /// <summary>Receives a stream into <paramref name="local"/>; <paramref name="end"/> is told when the command has begun.</summary>
    public async Task RunAsync(ReceiveRequest request, DatasetPath local, StreamHead head, Stream stream, CommandEnd end, CancellationToken cancellation)
    {
        var dataset = await ReceivingDataset.LookAsync(services.Zfs, local, cancellation);
        if (!dataset.Exists) // else all above it does, too
        {
            await _placeholders.MakeAncestorsAsync(local, cancellation);
            dataset = await ReceivingDataset.LookAsync(services.Zfs, local, cancellation); // a receive below it may have made it meanwhile
        }

        if (request.ClearResumeToken && dataset.HasPartialState)
        {
            await services.Zfs.Receiver.AbortAsync(local, cancellation);
            _logger.DiscardedPartialState(local);
            dataset = await ReceivingDataset.LookAsync(services.Zfs, local, cancellation); // an interrupted first receive takes the dataset with it
        }

        var replacement = new PlaceholderReplacement(services, options, _placeholders, local);
        var arguments = await replacement.PrepareAsync(await ArgumentsAsync(request, local, head, cancellation), dataset, head, cancellation);
        await ReceiveAsync(arguments, replacement, head, stream, end, cancellation);
        await ProtectAsync(request, local, head, cancellation);
        await replacement.FinishAsync(cancellation);
    }

    private async Task<ReceiveArguments> ArgumentsAsync(
        ReceiveRequest request, DatasetPath local, StreamHead head, CancellationToken cancellation)
    {
        // A placeholder mark that came with the stream would not count, but would show up after `zfs inherit -S` (spec B9.12).
        var keepsMarkOut = head.IsCompound && !options.Inherit.Contains(Placeholder.Property) && !options.Override.ContainsKey(Placeholder.Property);
        return new()
        {
            To = local.Snapshot(request.To.Name),
            ToGuid = request.To.Guid,
            SavePartialState = await services.Zfs.Features.HasResumableReceiveAsync(local, cancellation),
            Inherit = keepsMarkOut ? options.Inherit.Add(Placeholder.Property) : options.Inherit,
            Override = options.Override,
            DoNotMount = options.DoesNotMount,
        };
    }

    private async Task ReceiveAsync(
        ReceiveArguments arguments, PlaceholderReplacement replacement, StreamHead head, Stream stream, CommandEnd end, CancellationToken cancellation)
    {
        try
        {
            var result = await services.Zfs.Receiver.ReceiveAsync(arguments, head, stream, cancellation, end.Begin);
            if (result.Warning is { } warning) _logger.ReceivedWithWarning(arguments.To, warning);
            if (head.Begin is { IsResuming: true, IsFull: true }) _logger.ResumedWithoutProperties(arguments.To.Dataset);
        }
        catch (ReceiveSourceException broken)
        {
            if (broken.ReceiveFailure is not ReceiveInterruptedException) await replacement.UndoAsync();
            ExceptionDispatchInfo.Throw(broken.InnerException!); // the failure of the stream is what happened; it always has one
        }
        catch (ReceiveInterruptedException)
        {
            throw; // state is saved; the marks stay, so that the resumed receive may go on replacing
        }
        catch (OperationCanceledException)
        {
            await replacement.UndoUnlessSavedAsync();
            throw;
        }
        catch (ZfsException failure)
        {
            await replacement.UndoAsync();
            if (failure is ReceiveException { Failure: ReceiveFailure.PoolTooOld }) services.Zfs.Features.RememberNoResumableReceive(arguments.To.Dataset);
            throw;
        }
    }

    private async Task ProtectAsync(ReceiveRequest request, DatasetPath local, StreamHead head, CancellationToken cancellation)
    {
        var received = await FindReceivedAsync(request, local, cancellation);
        List<Guarantee> live = [];
        if (request.Protection.For(isIncremental: !head.Begin.IsFull) != ProtectionKind.Nothing)
        {
            live.Add(await services.Cache.MakeAsync(local, () => services.Keeper.HoldLastReceivedAsync(local, received, options.Job, cancellation)));
        }

        await services.Cache.RemoveOthersAsync(options.Job, local, OfReceiver, live, MustNotBeOnReceived, cancellation);

        void MustNotBeOnReceived(Guarantee victim)
        {
            if (live.Count > 0 && victim.Path == received.On(local)) throw new EndpointException($"refusing to release {victim}: it was just received");
        }
    }

    private async Task<FilesystemVersion> FindReceivedAsync(ReceiveRequest request, DatasetPath local, CancellationToken cancellation)
    {
        var name = request.To.RelativeName;
        var received = (await services.Zfs.Versions.FindAsync(local, [name], cancellation)).GetValueOrDefault(name);
        return received?.Guid == request.To.Guid
            ? received
            : throw new EndpointException(
                $"receive request's `To` version does not match what we received in the stream: {local}{name} has guid "
                + $"{received?.Guid.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "(missing)"}, expected {request.To.Guid}");
    }
}
