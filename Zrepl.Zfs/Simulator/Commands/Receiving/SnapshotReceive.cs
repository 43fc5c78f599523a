using System.Globalization;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Kernel.Receiving;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.State;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Simulator.Text;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>One snapshot of a stream: what libzfs checks, what it prints, and the call of the module (<c>zfs_receive_one</c>; spec C6.2 to C6.4).</summary>
internal sealed class SnapshotReceive(
    CommandCall call, ReceiveSettings settings, RecordReader reader, BeginRecord head, ReadOnlyMemory<byte> payload, Destination destination, PackageList? list)
{
    private readonly bool _resumes = ((StreamFeatures)head.Features).HasFlag(StreamFeatures.Resuming);
    private readonly bool _isRaw = ((StreamFeatures)head.Features).HasFlag(StreamFeatures.Raw);
    private readonly DateTimeOffset _startedAt = call.Host.Clock.GetUtcNow();
    private bool _wasMounted;

    // The stream brings a filesystem of its own, complete or as a clone.
    private bool MakesNew => (head.FromGuid == 0 || IsClone) && !_resumes;

    private bool IsClone => (head.Flags & 1) != 0 || settings.Overrides.Find("origin") is not null;

    private string Action => MakesNew ? "cannot receive new filesystem stream" : _resumes ? "cannot receive resume stream" : "cannot receive incremental stream";

    /// <summary>Receives it.</summary>
    /// <returns>False after a complaint.</returns>
    public async Task<bool> RunAsync()
    {
        if (await PrepareAsync() is not { } prepared) return false;
        if (settings.IsDryRun) return await SkipAsync() == ReadOutcome.Record || Fail("failed to read from stream");
        var run = new ReceiveRun(call.Host, prepared.Request, reader, call.Killed);
        var error = await run.RunAsync();
        foreach (var (property, reason) in error == Errno.Ok ? run.PropertyProblems : [])
            call.Fail($"cannot receive {property} property on {destination.Dataset}", reason);
        if (error is Errno.NoEntry or Errno.Exists && await IsThereAlreadyAsync()) 
            error = await SkipAsync() == ReadOutcome.Record ? Errno.Ok : Errno.StreamTruncated;

        using var session = await call.EnterAsync();
        if (error != Errno.Ok) new ReceiveComplaint(call, settings, destination, Action).Write(session, error, prepared.Request, prepared.HasToken, prepared.IsNew);
        Mount(session, prepared.IsNew && error == Errno.Ok);
        if (error != Errno.Ok) return false;
        if (list is not null) SetSnapshotProperties(session);
        if (settings.IsVerbose) Summarize();
        return true;
    }

    private sealed record Prepared(ReceiveRequest Request, bool IsNew, bool HasToken);

    private async Task<Prepared?> PrepareAsync()
    {
        using var session = await call.EnterAsync();
        var existing = EntityOpener.Find(session, destination.Dataset, out _) as Dataset;
        string? origin = null;
        if (IsClone && (origin = FindOrigin(session)) is null)
        {
            call.Fail("cannot receive", $"local origin for clone {destination.FullName} does not exist");
            return null;
        }

        var isAcceptable = existing is null
            ? AcceptsMissing(session)
            : new ExistingDestination(call, session, settings, existing, Action).Accepts(head, MakesNew, _isRaw, _resumes);
        if (!isAcceptable) return null;
        if (settings.IsVerbose)
        {
            var (verb, stream) = (settings.IsDryRun ? "would receive" : "receiving", head.FromGuid != 0 ? "incremental" : "full");
            call.Output.WriteLine($"{verb} {stream} stream of {head.ToName} into {destination.FullName}");
        }

        if (StreamStart.TryRead(payload.Span) is not { } start)
        {
            call.Fail(Action, LibzfsText.BadStream);
            return null;
        }

        var request = new ReceiveRequest(destination.Dataset, destination.Snapshot, head, start)
        {
            Forces = settings.Forces, IsResumable = settings.IsResumable, Origin = origin,
        };
        if (new PropertyChoice(call, settings, Action).Complete(session, request, existing, MakesNew, list) is not { } complete) return null;
        if (existing is { IsMounted: true } && !settings.IsDryRun && (MakesNew || (_resumes && head.FromGuid == 0)))
        {
            _wasMounted = true;
            session.Commit(existing.Pool, new MountDataset(existing.Name, false));
        }

        var isNew = existing is null || (_resumes && existing.IsInconsistent);
        return new(complete, isNew, existing is not null && ResumeTokenProperty.Of(existing) is not null);
    }

    private string? FindOrigin(Session session)
    {
        if (settings.Overrides.Find("origin") is { } given) return session.FindSnapshot(given)?.FullName;
        var pool = session.FindDataset(destination.Dataset.Split('/')[0])?.Pool;
        return pool?.Root.SelfAndBelow().Select(dataset => dataset.FindSnapshot(head.FromGuid)).FirstOrDefault(snapshot => snapshot is not null)?.FullName;
    }

    private bool AcceptsMissing(Session session)
    {
        var slash = destination.Dataset.LastIndexOf('/');
        if (!MakesNew || slash < 0) return slash < 0 && MakesNew ? RefuseMissingPool(session) : Fail($"destination '{destination.Dataset}' does not exist");
        if (settings.AppendsName && !settings.AppendsLastComponent && !settings.IsDryRun && !Ancestors.TryCreate(call, session, destination.Dataset))
            return Fail(LibzfsText.BadRestore);
        if (EntityOpener.Open(call, session, destination.Dataset[..slash], EntityTypes.DatasetKinds) is not Dataset parent) return Fail(LibzfsText.BadRestore);
        return parent.Type == EntityTypes.Filesystem || Fail($"parent '{parent.Name}' is not a filesystem");
    }

    private bool RefuseMissingPool(Session session) =>
        session.FindDataset(destination.Dataset) is null && Fail($"destination '{destination.Dataset}' does not exist");

    // The rest of the sub-stream is read and thrown away.
    private async Task<ReadOutcome> SkipAsync()
    {
        while (true)
        {
            var step = await reader.ReadAsync(call.Killed);
            if (step.Outcome == ReadOutcome.Ended || step.Record is EndRecord) return ReadOutcome.Record;
            if (step.Outcome != ReadOutcome.Record) return step.Outcome;
        }
    }

    private async Task<bool> IsThereAlreadyAsync()
    {
        using var session = await call.EnterAsync();
        if (session.FindDataset(destination.Dataset)?.FindSnapshot(head.ToGuid) is null) return false;
        if (settings.IsVerbose) call.Output.WriteLine($"snap {destination.FullName} already exists; ignoring");
        return true;
    }

    private void Mount(Session session, bool isNew)
    {
        if (settings.StaysUnmounted || session.FindDataset(destination.Dataset) is not { Type: EntityTypes.Filesystem } dataset) return;
        if (!_wasMounted && !isNew && list is null) return;
        if (isNew && !call.Host.Permissions.IsRoot && MountPoint.IsAutomatic(dataset, call.Rules.Version))
            call.Errors.WriteLine($"cannot mount '{dataset.Name}': Insufficient privileges");
        else if (!dataset.IsInconsistent) AutoMount.TryMount(call, session, dataset); // whose complaint does not change the exit code
    }

    private void SetSnapshotProperties(Session session)
    {
        if (session.FindSnapshot(destination.FullName) is not { } snapshot) return;
        foreach (var pair in list!.SnapshotPropertiesOf(head.ToGuid)) // only called with a list
            if (pair.Text is { } value) session.Commit(snapshot.Dataset.Pool, new ChangeProperty(snapshot.FullName, pair.Name, null, value, false));
    }

    private void Summarize()
    {
        var seconds = Math.Max((call.Host.Clock.GetUtcNow() - _startedAt).TotalSeconds, 0.01);
        var bytes = (ulong)reader.BytesTaken;
        call.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"received {NiceNumber.Bytes(bytes)} stream in {seconds:F2} seconds ({NiceNumber.Bytes((ulong)(bytes / seconds))}/sec)"));
    }

    private bool Fail(string reason)
    {
        call.Fail(Action, reason);
        return false;
    }
}
