using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Kernel.Sending;

/// <summary>Writes the sub-stream of one snapshot. Memory is bounded by two blocks, whatever the length; the same source gives the same bytes.</summary>
internal static class SnapshotSender
{
    private const uint CloneFlag = 1;
    private const uint FreeRecordsFlag = 4;
    private const uint SpillBlockFlag = 8;

    /// <summary>Writes the stream.</summary>
    /// <returns>False if nobody reads any more.</returns>
    public static async ValueTask<bool> SendAsync(SendSource source, RecordWriter writer, CancellationToken cancellation)
    {
        if (!await writer.BeginAsync(Head(source), StreamStartList.Write(source), cancellation)) return false;
        var maker = new BlockMaker(source);
        foreach (var planned in new StreamPlan(source).Records())
        {
            StreamRecord record = planned.Record;
            var payload = planned.Payload;
            if (planned is { Block: { } block, Record: WriteRecord write }) (record, payload) = maker.Make(write, block);
            if (!await writer.WriteAsync(record, payload, cancellation)) return false;
        }

        return await writer.EndAsync(cancellation);
    }

    private static BeginRecord Head(SendSource source) => new(
        StreamKind.SubStream, (ulong)source.Features, source.CreationSeconds, source.IsVolume ? 3U : 2U,
        FreeRecordsFlag | SpillBlockFlag | (source.IsClone ? CloneFlag : 0), source.ToGuid, source.FromGuid, source.ToName, 0);
}
