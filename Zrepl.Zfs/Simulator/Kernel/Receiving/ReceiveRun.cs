using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.State;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Receiving;

/// <summary>
/// One receive in the module: begin, records, end. Between transactions the host is free for others. What has been stored after each
/// <see cref="SyncEvery"/> bytes survives a crash of the machine; with <c>-s</c> it can be resumed.
/// </summary>
internal sealed class ReceiveRun(SimulatedHost host, ReceiveRequest request, RecordReader reader, CancellationToken killed)
{
    /// <summary>Bytes of a stream between two transactions.</summary>
    private const long SyncEvery = 1024 * 1024;

    // Until the first block has arrived a token says that the stream begins at the first object.
    private const ulong FirstObject = 1;

    private ReceivePlan _plan = null!; // set by BeginAsync, before anything uses it
    private RecordEdits _edits = null!; // likewise
    private ReceivedProperties? _properties;
    private IDisposable? _longHold;
    private ResumeState? _resume;
    private ulong _objectSetId;
    private ulong _earlierBytes;

    // Tokens count from behind the BEGIN record, its payload included.
    private readonly long _firstByte = reader.BytesTaken - request.Head.PayloadLength;
    private long _unsynced;
    private long _room;

    /// <summary>Warnings about properties that could not be set: the property, and why in libzfs's words.</summary>
    public IReadOnlyList<(string Property, string Reason)> PropertyProblems => _properties?.Problems ?? [];

    /// <summary>Receives the sub-stream whose BEGIN record was read.</summary>
    /// <returns>OK once the snapshot exists.</returns>
    /// <exception cref="OperationCanceledException">The command was killed; everything is cleaned up or saved.</exception>
    public async Task<Errno> RunAsync()
    {
        // The module reads on before it decides anything: a stream that ends here leaves no trace.
        var step = await reader.ReadAsync(killed);
        if (ErrorOf(step) is var broken && broken != Errno.Ok) return broken;
        if (await BeginAsync() is var refused && refused != Errno.Ok) return refused;
        try
        {
            var error = await StoreAsync(step);
            if (error == Errno.Ok) error = await EndAsync();
            if (error != Errno.Ok) await CleanUpAsync();
            return error;
        }
        catch (OperationCanceledException)
        {
            await CleanUpAsync();
            throw;
        }
        finally
        {
            _longHold?.Dispose();
        }
    }

    private static Errno ErrorOf(in ReadStep step) => step.Outcome switch
    {
        ReadOutcome.Record => Errno.Ok,
        ReadOutcome.Truncated or ReadOutcome.Ended => Errno.StreamTruncated,
        _ => Errno.Checksum,
    };

    private async Task<Errno> BeginAsync()
    {
        using var session = await host.EnterAsync(killed);
        var error = new BeginCheck(session, request).Run(out var plan);
        if (plan is null) return error;
        _plan = plan;
        if (plan.IsNew) session.Commit(session.Model.Dataset(request.ParentName).Pool, [.. Creation(session)]);
        var target = session.Model.Dataset(plan.Target);
        _longHold = host.Activities.Use(target.Name);
        _objectSetId = target.ObjectSetId;
        _resume = target.Resume;
        _earlierBytes = _resume?.Bytes ?? 0;
        var decoder = new BlockDecoder(request.IsRaw ? request.Start.Keys?.MasterKeyGuid : null);
        _edits = new(target.Content, decoder, plan.IsNew || _resume is null ? null : (_resume.Object, _resume.Offset));
        _room = (long)Math.Min(new SpaceAccounting().Available(target), long.MaxValue);
        _properties = new(request, isNew: target.Name == request.Dataset);
        var problem = _properties.Apply(session);
        if (problem == Errno.Ok) problem = IvSetProblem(plan.From);
        if (problem == Errno.Ok) return Errno.Ok;
        CleanUp(session);
        _longHold.Dispose();
        return problem;
    }

    private IEnumerable<Mutation> Creation(Session session)
    {
        var pool = session.Model.Dataset(request.ParentName).Pool;
        var id = pool.LastObjectSetId + 1;
        yield return new CreateDataset(_plan.Target, request.Type, id, session.NewGuid(pool.Name, id), pool.Txg + 1, session.NowSeconds)
        {
            IsInconsistent = true, Origin = _plan.From?.FullName, Encryption = EncryptionOfTarget(session, id),
        };
        _resume = !request.IsResumable ? null : new()
        {
            FromGuid = request.Head.FromGuid, ToGuid = request.Head.ToGuid, ToName = request.Head.ToName, Object = FirstObject,
            LargeBlocks = request.Features.HasFlag(StreamFeatures.LargeBlocks), Embedded = request.Features.HasFlag(StreamFeatures.EmbeddedData),
            Compressed = request.Features.HasFlag(StreamFeatures.Compressed), Raw = request.IsRaw,
        };
        yield return new MarkReceiving(_plan.Target, true, _resume, UsesLargeBlocks(session));
    }

    private bool UsesLargeBlocks(Session session) =>
        request.Features.HasFlag(StreamFeatures.LargeBlocks) || session.FindDataset(request.Dataset)?.UsesLargeBlocks == true;

    private Encryption? EncryptionOfTarget(Session session, ulong id)
    {
        if (_plan.Target != request.Dataset) return session.Model.Dataset(request.Dataset).Encryption is { } own ? own with { Wrapping = null } : null;
        if (_plan.From is not null) return _plan.From.Dataset.Encryption is { } cloned ? cloned with { Wrapping = null } : null;
        if (request.Start.Keys is { } keys && request.IsRaw) return new(keys.Suite, keys.MasterKeyGuid, request.Dataset, keys.Wrapping);
        return request.IsPlain ? null : request.Encryption ?? DatasetCalls.InheritedEncryption(session, session.Model.Dataset(request.ParentName), id);
    }

    // Raw incrementals fit only on the very encryption they were made against.
    private Errno IvSetProblem(Snapshot? from)
    {
        if (!request.IsRaw || from is null || request.Start.Keys is not { } keys) return Errno.Ok;
        if (keys.FromIvSet != from.IvSetGuid) return keys.FromIvSet == 0 ? Errno.IvSetMissing : Errno.IvSetMismatch;
        return from.Dataset.Encryption?.MasterKeyGuid == keys.MasterKeyGuid ? Errno.Ok : Errno.NoAccess;
    }

    private async Task<Errno> StoreAsync(ReadStep step)
    {
        while (true)
        {
            if (ErrorOf(step) is var broken && broken != Errno.Ok) return broken;
            if (step.Record is EndRecord) return Errno.Ok;
            if (!_edits.TryAdd(step.Record!, step.Payload)) return Errno.Invalid; // a step with a record, see ErrorOf
            _unsynced += StreamRecord.Length + step.Payload.Length;
            if (_resume is not null && step.Record is ObjectRecord or WriteRecord or WriteEmbeddedRecord && _edits.LastPlace is { } last)
                _resume = _resume with { Object = last.Object, Offset = last.Offset, Bytes = _earlierBytes + (ulong)(step.BytesRead - _firstByte) };
            if (_unsynced >= SyncEvery && await SyncAsync() is var full && full != Errno.Ok) return full;
            step = await reader.ReadAsync(killed);
        }
    }

    private async Task<Errno> SyncAsync()
    {
        using var session = await host.EnterAsync(killed);
        return Sync(session);
    }

    private Errno Sync(Session session)
    {
        if (FindTarget(session) is not { } target) return Errno.NoEntry;
        if (target.Pool.Health == PoolHealth.Suspended) return Errno.Suspended;
        if (_edits.PendingBytes > _room || target.Pool.IsFull)
        {
            var room = new SpaceAccounting().Available(target);
            if (target.Pool.IsFull || (ulong)_edits.PendingBytes > new SpaceAccounting().Available(target.Pool.Root)) return Errno.NoSpace;
            if ((ulong)_edits.PendingBytes > room) return Errno.Quota;
            _room = (long)Math.Min(room, long.MaxValue);
        }

        _unsynced = 0;
        if (_edits.IsEmpty) return Errno.Ok;
        _room -= _edits.PendingBytes;
        session.Commit(target.Pool,
            new ChangeContent(target.Name, _edits.Take(target.Pool.Txg + 1)),
            new MarkReceiving(target.Name, true, _resume, target.UsesLargeBlocks));
        return Errno.Ok;
    }

    private async Task<Errno> EndAsync()
    {
        using var session = await host.EnterAsync(killed);
        if (Sync(session) is var full && full != Errno.Ok) return full;
        if (FindTarget(session) is not { } target) return Errno.NoEntry;
        return new ReceiveEnd(session, request, target).Run();
    }

    // Whatever became of its name.
    private Dataset? FindTarget(Session session)
    {
        if (session.FindDataset(_plan.Target) is { } same && same.ObjectSetId == _objectSetId) return same;
        var pool = session.Model.Pools.GetValueOrDefault(request.Dataset.Split('/')[0]);
        return pool is null ? null : HostModel.WithHidden(pool.Root).FirstOrDefault(dataset => dataset.ObjectSetId == _objectSetId);
    }

    private async Task CleanUpAsync()
    {
        if (host.Crashes.HasCrashed) return; // nobody is left to clean up
        using var session = await host.EnterAsync(CancellationToken.None);
        if (_resume is not null) Sync(session);
        CleanUp(session);
    }

    // Saved state stays, and so do the properties of a new dataset; everything else is as it was before.
    private void CleanUp(Session session)
    {
        if (FindTarget(session) is not { } target) return;
        var isNew = target.Name == request.Dataset;
        if (_resume is null) session.Commit(target.Pool, new DestroyDataset(target.Name));
        if (!isNew) _properties?.Restore(session);
    }
}
