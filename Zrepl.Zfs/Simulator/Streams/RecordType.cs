namespace Zrepl.Zfs.Simulator.Streams;

/// <summary>The first number of a record (<c>drr_type</c> in OpenZFS <c>sys/zfs_ioctl.h</c>).</summary>
internal enum RecordType : uint
{
    Begin = 0,
    Object = 1,
    FreeObjects = 2,
    Write = 3,
    Free = 4,
    End = 5,
    WriteByReference = 6,
    Spill = 7,
    WriteEmbedded = 8,
    ObjectRange = 9,
    Redact = 10,
}
