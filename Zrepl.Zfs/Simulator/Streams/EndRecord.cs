namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>
/// The end of a sub-stream, of the list of a compound stream, or of a compound stream (then without a checksum).
/// <code>offset 8  checksum[4]:u64 of everything before this record | toguid:u64</code>
/// </summary>
internal sealed record EndRecord(Fletcher4 Checksum) : StreamRecord(RecordType.End)
{
    protected override void WriteFields(FieldWriter fields, ulong toGuid)
    {
        Span<byte> sums = stackalloc byte[Fletcher4.Length];
        Checksum.Write(sums);
        var words = new FieldReader(sums);
        for (var word = 0; word < 4; word++) fields.UInt64(words.UInt64());
        fields.UInt64(toGuid);
    }
}
