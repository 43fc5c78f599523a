namespace Zrepl.Zfs.Simulator.Kernel;

/// <summary>Error numbers as the module returns them; the commands give them words.</summary>
internal enum Errno
{
    Ok = 0,

    /// <summary>EPERM: permission denied.</summary>
    NotPermitted = 1,

    /// <summary>ENOENT.</summary>
    NoEntry = 2,

    /// <summary>ESRCH: no such hold, no such snapshot of this dataset.</summary>
    NoSuchThing = 3,

    /// <summary>EIO.</summary>
    InputOutput = 5,

    /// <summary>E2BIG: a text is too long.</summary>
    TooLong = 7,

    /// <summary>EAGAIN: pool I/O is suspended.</summary>
    Suspended = 11,

    /// <summary>EACCES: a key is missing.</summary>
    NoAccess = 13,

    /// <summary>EBUSY.</summary>
    Busy = 16,

    /// <summary>EEXIST.</summary>
    Exists = 17,

    /// <summary>EXDEV: across pools.</summary>
    CrossDevice = 18,

    /// <summary>ENODEV: the incremental source of a stream is not here.</summary>
    NoDevice = 19,

    /// <summary>EINVAL.</summary>
    Invalid = 22,

    /// <summary>ETXTBSY: modified since the newest snapshot.</summary>
    Modified = 26,

    /// <summary>ENOSPC.</summary>
    NoSpace = 28,

    /// <summary>EROFS: the pool is read-only.</summary>
    ReadOnly = 30,

    /// <summary>EPIPE.</summary>
    BrokenPipe = 32,

    /// <summary>ENAMETOOLONG.</summary>
    NameTooLong = 36,

    /// <summary>ECKSUM (52 on Linux).</summary>
    Checksum = 52,

    /// <summary>ENOTSUP: a feature is not enabled.</summary>
    NotSupported = 95,

    /// <summary>EDQUOT.</summary>
    Quota = 122,

    /// <summary>ZFS_ERR_STREAM_TRUNCATED.</summary>
    StreamTruncated = 1030,

    /// <summary>ZFS_ERR_BOOKMARK_SOURCE_NOT_ANCESTOR.</summary>
    SourceNotAncestor = 1031,

    /// <summary>ZFS_ERR_FROM_IVSET_GUID_MISSING.</summary>
    IvSetMissing = 1032,

    /// <summary>ZFS_ERR_FROM_IVSET_GUID_MISMATCH.</summary>
    IvSetMismatch = 1033,

    /// <summary>ZFS_ERR_STREAM_LARGE_BLOCK_MISMATCH.</summary>
    LargeBlockMismatch = 1034,

    /// <summary>ZFS_ERR_RESUME_EXISTS.</summary>
    ResumeExists = 1035,

    /// <summary>ZFS_ERR_WRONG_PARENT.</summary>
    WrongParent = 1036,

    /// <summary>ZFS_ERR_SPILL_BLOCK_FLAG_MISSING and its like: an unknown or misused stream feature.</summary>
    UnknownStreamFeature = 1037,
}
