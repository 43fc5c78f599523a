using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Snapshots;
using Zrepl.Zfs.Streams;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Receive;

/// <summary>Receives streams and drops the state of interrupted receives.</summary>
public sealed class StreamReceiver(
    IZfsCommandRunner runner, VersionLister versions, DatasetCreator datasets, SnapshotDestroyer destroyer, TimeProvider clock)
{
    private static readonly TimeSpan LongestQuestion = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestQuestionWhenCancelled = TimeSpan.FromSeconds(2);

    /// <summary>Receives one stream.</summary>
    /// <param name="arguments">Where it goes and how.</param>
    /// <param name="head">Its beginning, read before.</param>
    /// <param name="stream">The rest. Read to its end; not disposed. An exception it throws is told rather than ZFS's complaint about a short stream.</param>
    /// <param name="cancellation">Ends the command; with <see cref="ReceiveArguments.SavePartialState"/> what has arrived stays.</param>
    /// <param name="started">Shown the command once it runs, to look at.</param>
    /// <exception cref="StreamGuidMismatchException">The stream is of another snapshot; nothing was written.</exception>
    /// <exception cref="ReceiveInterruptedException">The stream broke off and can be continued.</exception>
    /// <exception cref="ReceiveException">The receive failed and left nothing to continue.</exception>
    public async Task<ReceiveResult> ReceiveAsync(
        ReceiveArguments arguments, StreamHead head, Stream stream, CancellationToken cancellation, Action<IRunningCommand>? started = null)
    {
        if (head.Begin.ToGuid != arguments.ToGuid)
            throw new StreamGuidMismatchException(arguments.To.Text, arguments.ToGuid, head.Begin.ToGuid);

        arguments = arguments with { Force = arguments.Force || await NeedsForceToResumeAsync(arguments, head.Begin, cancellation) };

        var (result, sourceFailure) = await ReceivePump.RunAsync(runner, arguments.ToCommand(), head.Bytes, stream, started, cancellation);
        if (result.IsSuccess) return new(head.Begin, NullIfEmpty(result.ErrorText));

        var failure = ReceiveErrors.Explain(result);
        if (await HasArrivedAsync(arguments, result, failure, cancellation)) return new(head.Begin, NullIfEmpty(result.ErrorText));
        cancellation.ThrowIfCancellationRequested();
        throw sourceFailure is null ? failure : new ReceiveSourceException(sourceFailure, failure);
    }

    /// <summary>
    /// Drops the state of an interrupted receive. If that receive had made the dataset, ZFS destroys the dataset with it.
    /// No state, or no dataset, is fine (spec A13.10).
    /// </summary>
    public async Task AbortAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zfs("recv", "-A", dataset.Text), cancellation);
        if (result.IsSuccess || AbortErrors.SaysNothingSaved(result) || CommonErrors.SaysMissing(result, dataset.Text)) return;
        throw new ZfsCommandException(result, $"could not clear resume token: \"{result.ErrorText.Trim()}\"");
    }

    /// <summary>Destroys all snapshots of a dataset, and what was written since the oldest: <c>-F</c> alone refuses to replace a dataset that has some. Only for placeholders (spec A13.4).</summary>
    public async Task DestroySnapshotsAsync(DatasetPath dataset, CancellationToken cancellation)
    {
        ImmutableArray<FilesystemVersion> snapshots;
        try
        {
            snapshots = await versions.ListAsync(dataset, VersionKinds.Snapshots, cancellation);
        }
        catch (DatasetMissingException)
        {
            return;
        }

        if (snapshots.IsEmpty) return;
        var oldest = snapshots[0];
        await datasets.RollbackAsync(dataset.Snapshot(oldest.Name), clock, cancellation);
        var outcome = (await destroyer.DestroyAsync([DestroyRequest.For(dataset, oldest)], cancellation))[0];
        if (outcome.Failure is { } failure) throw failure;
    }

    // While a full receive into an existing dataset is interrupted, its state lives in a hidden child and the dataset looks ordinary.
    // Since OpenZFS 2.2 continuing it wants -F again. It cannot hurt: such state was only ever made by an earlier -F (spec A13.9).
    private async Task<bool> NeedsForceToResumeAsync(ReceiveArguments arguments, BeginRecord begin, CancellationToken cancellation)
    {
        if (!begin.IsResuming || !begin.IsFull) return false;
        try
        {
            return (await versions.ListAsync(arguments.To.Dataset, VersionKinds.Snapshots, cancellation)).IsEmpty;
        }
        catch (DatasetMissingException)
        {
            return false;
        }
    }

    // A receive can bring the data and still fail: mounting, or setting a property (spec A13.7). The snapshot with its guid is the proof.
    // If ZFS does not answer that, it is not known, and the failure is what is told: the next look finds what is there.
    private async Task<bool> HasArrivedAsync(ReceiveArguments arguments, CommandResult result, ZfsException failure, CancellationToken cancellation)
    {
        if (result.Exit.IsGivenUp || failure is ReceiveInterruptedException or ReceiveException { Failure: ReceiveFailure.SnapshotExists }) return false;
        using var deadline = new CancellationTokenSource(LongestQuestion, clock);
        await using var hurry = cancellation.UnsafeRegister(_ => deadline.CancelAfter(LongestQuestionWhenCancelled), null);
        var name = "@" + arguments.To.Name;
        try
        {
            var found = await versions.FindAsync(arguments.To.Dataset, [name], deadline.Token).WaitAsync(deadline.Token); // not for a process that does not die
            return found.GetValueOrDefault(name)?.Guid == arguments.ToGuid;
        }
        catch (Exception unknown) when (unknown is ZfsException or OperationCanceledException)
        {
            return false;
        }
    }

    private static string? NullIfEmpty(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
