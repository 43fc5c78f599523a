using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>A BEGIN record. Its payload is a list: of properties in a compound stream, of where to resume or of keys in a sub-stream.</summary>
/// <param name="Head">The record; its bytes are drawn there.</param>
internal sealed record StreamBegin(BeginRecord Head) : StreamRecord(RecordType.Begin)
{
    public StreamFeatures Features => (StreamFeatures)Head.Features;

    public override ulong PayloadLength => Head.PayloadLength;

    public override void Write(Span<byte> bytes, ulong toGuid) => Head.Write(bytes);

    protected override void WriteFields(FieldWriter fields, ulong toGuid) => throw new NotSupportedException("BEGIN writes itself.");
}
