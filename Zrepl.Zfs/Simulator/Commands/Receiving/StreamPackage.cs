using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>
/// Reads what is around the snapshots of a stream: the first record, and in a compound stream the list of properties
/// (<c>zfs_receive_impl</c>, <c>zfs_receive_package</c> in OpenZFS <c>libzfs_sendrecv.c</c>).
/// </summary>
internal sealed class StreamPackage(CommandCall call, ReceiveSettings settings)
{
    private const string Action = "cannot receive";

    private readonly RecordReader _reader = new(call.Input);

    /// <summary>Receives everything.</summary>
    /// <returns>False after a complaint.</returns>
    public async Task<bool> ReceiveAsync()
    {
        if (ProblemWithProperties() is { } wrongProperty) return Fail($"{Action}: invalid property '{wrongProperty}'");
        if (settings.AppendsName && !await ExistsAsync(settings.Target)) return Fail($"specified fs ({settings.Target}) does not exist");
        if (await ReadBeginAsync() is not { } begin) return false;
        if (begin.Head.Kind == StreamKind.SubStream) return await ReceiveOneAsync(begin.Head, null);

        var list = _payload.IsEmpty ? PackageList.Empty : PackageList.TryRead(_payload.Span);
        if (list is null) return Fail(LibzfsText.BadStream);
        if (list.IsRecursive) throw new NotSupportedException("Streams of several filesystems or snapshots ('zfs send -R', '-I') are not simulated.");
        var end = await _reader.ReadAsync(call.Killed);
        if (end.Outcome == ReadOutcome.Truncated) return Fail("failed to read from stream");
        if (end.Record is not EndRecord) return Fail("invalid stream (checksum mismatch)");
        while (true)
        {
            var step = await _reader.ReadAsync(call.Killed);
            if (step.Outcome == ReadOutcome.Ended || step.Record is EndRecord) return true;
            if (step.Outcome != ReadOutcome.Record) return Fail("failed to read from stream");
            if (step.Record is not StreamBegin inner) return Fail("invalid stream (bad magic number)");
            _payload = step.Payload.ToArray();
            if (!IsAcceptable(inner) || !await ReceiveOneAsync(inner.Head, list)) return false;
        }
    }

    private ReadOnlyMemory<byte> _payload;

    private async Task<StreamBegin?> ReadBeginAsync()
    {
        var step = await _reader.ReadAsync(call.Killed);
        if (step.Outcome == ReadOutcome.NotAStream)
        {
            Fail("invalid stream (bad magic number)");
            return null;
        }

        if (step.Outcome == ReadOutcome.Truncated)
        {
            // What was promised after the first record did not come: libzfs complains twice.
            Fail("failed to read from stream");
            if (step.BytesRead > StreamRecord.Length) Fail(LibzfsText.BadStream);
            return null;
        }

        if (step.Record is not StreamBegin begin)
        {
            // The reader knows no such kind of stream; whatever features it has, none of them is to blame.
            Fail("stream has unsupported feature, feature flags = 0 (unknown flags = 0)");
            return null;
        }

        _payload = step.Payload.ToArray();
        return IsAcceptable(begin) ? begin : null;
    }

    private bool IsAcceptable(StreamBegin begin)
    {
        var unknown = begin.Features & ~StreamFeatures.Known;
        if (unknown != 0)
            return Fail($"stream has unsupported feature, feature flags = {(ulong)begin.Features:x} (unknown flags = {(ulong)unknown:x})");
        return begin.Head.ToName.Contains('@', StringComparison.Ordinal) || Fail("invalid stream (bad snapshot name)");
    }

    private Task<bool> ReceiveOneAsync(BeginRecord head, PackageList? list)
    {
        var sent = head.ToName[..head.ToName.IndexOf('@', StringComparison.Ordinal)];
        if (Destination.Of(settings, head.ToName, sent) is not { } destination) return Task.FromResult(Fail(LibzfsText.InvalidName));
        return new SnapshotReceive(call, settings, _reader, head, _payload, destination, list).RunAsync();
    }

    // Only what can be set at any time can be overridden; key options are judged later (zfs_receive_checkprops).
    private string? ProblemWithProperties()
    {
        foreach (var name in settings.Overrides.Entries.Select(entry => entry.Key).Concat(settings.Excluded))
        {
            if (PropertyTable.Find(name, call.Rules.Version) is not { } property)
            {
                if (!PropertyColumn.IsUserPropertyName(name)) return name;
                continue;
            }

            if (property.Name is "origin" or "encryption" || property.IsKeyParameter) continue;
            if (property.IsFixed || property.Name is "version" or "volsize") return name;
        }

        return null;
    }

    private async Task<bool> ExistsAsync(string name)
    {
        using var session = await call.EnterAsync();
        return EntityOpener.Find(session, name, out _) is Dataset;
    }

    private bool Fail(string reason)
    {
        call.Fail(Action, reason);
        return false;
    }
}
