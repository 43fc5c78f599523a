namespace Zrepl.Zfs.Commands;

/// <summary>
/// ZFS as a whole does not answer: the binary is missing, the kernel module is not loaded, or we may not use it (spec A1.1, A5.6).
/// Jobs treat it as temporary: the module may be loaded a minute after boot.
/// </summary>
public sealed class ZfsUnavailableException(string message, Exception? inner = null) : ZfsException(message, inner)
{
    /// <inheritdoc/>
    public override FailureCategory Category => FailureCategory.Temporary;
}
