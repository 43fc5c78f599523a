using Zrepl.Zfs.Simulator.Kernel;

namespace Zrepl.Zfs.Simulator.Libzfs;

/// <summary>
/// The words libzfs prints after the colon of <c>action: reason</c>. Source: spec A5.6; OpenZFS <c>lib/libzfs/libzfs_util.c</c>.
/// </summary>
internal static class LibzfsText
{
    public const string InvalidName = "invalid name";
    public const string NoSuchPoolOrDataset = "no such pool or dataset";
    public const string WrongType = "operation not applicable to datasets of this type";
    public const string InvalidPropertyValue = "invalid property value";
    public const string BadStream = "invalid backup stream";
    public const string BadRestore = "unable to restore to destination";
    public const string EncryptionFailure = "encryption failure";
    public const string DatasetExists = "dataset already exists";
    public const string PermissionDenied = "permission denied";
    public const string TagNotThere = "no such tag on this dataset";
    public const string TagThere = "tag already exists on this dataset";
    public const string TagTooLong = "tag too long";
    public const string DatasetReadOnly = "dataset is read-only";
    public const string UnsupportedVersion = "unsupported version or feature";

    /// <summary>Reason for an error number, or null if libzfs has none and aborts.</summary>
    public static string? Of(Errno error) => error switch
    {
        Errno.NotPermitted or Errno.NoAccess => PermissionDenied,
        Errno.InputOutput or Errno.NoDevice or Errno.BrokenPipe => "I/O error",
        Errno.NoEntry => "dataset does not exist",
        Errno.NoSpace or Errno.Quota => "out of space",
        Errno.Exists => DatasetExists,
        Errno.Busy => "dataset is busy",
        Errno.ReadOnly => "pool is read-only",
        Errno.NameTooLong => "dataset name is too long",
        Errno.NotSupported => UnsupportedVersion,
        Errno.Suspended => "pool I/O is currently suspended",
        Errno.Checksum => "insufficient replicas",
        Errno.WrongParent => "invalid parent dataset",
        Errno.UnknownStreamFeature =>
            "the loaded zfs module does not support this operation. A reboot may be required to enable this operation.",
        _ => null,
    };

    /// <summary>What <c>strerror</c> says, for errors that libzfs has no word for.</summary>
    public static string SystemWords(Errno error) => error switch
    {
        Errno.NoEntry => "No such file or directory",
        Errno.NoSuchThing => "No such process",
        Errno.TooLong => "Argument list too long",
        Errno.CrossDevice => "Invalid cross-device link",
        Errno.Invalid => "Invalid argument",
        Errno.Modified => "Text file busy",
        Errno.BrokenPipe => "Broken pipe",
        Errno.InputOutput => "Input/output error",
        Errno.NoSpace => "No space left on device",
        _ => $"Unknown error {(int)error}",
    };
}
