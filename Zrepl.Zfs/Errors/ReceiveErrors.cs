using System.Text.RegularExpressions;
using Zrepl.Zfs.Commands;
using static Zrepl.Zfs.Errors.ReceiveFailure;

namespace Zrepl.Zfs.Errors;

/// <summary>What <c>zfs receive</c> says (spec A13.6). The order is upstream's: resume token, encrypted overwrite, nothing read, the rest.</summary>
internal static partial class ReceiveErrors
{
    // Texts in the middle of a message; some messages break the line where it is shown here as a blank.
    private static readonly (string Text, ReceiveFailure Failure)[] Texts =
    [
        ("zfs receive -F cannot be used to destroy an encrypted filesystem or overwrite an unencrypted one with an encrypted one", EncryptedOverwrite),
        ("cannot receive: failed to read from stream", CannotReadFromStream),
        ("checksum mismatch or incomplete stream", StreamTruncated),
        ("incomplete stream", StreamTruncated),
        ("checksum mismatch", StreamChecksum),
        ("invalid stream (", BadStream),
        ("invalid backup stream", BadStream),
        ("stream has unsupported feature", UnsupportedFeature),
        ("match incremental source", Diverged),
        ("has been modified", DestinationModified),
        ("must destroy them to overwrite it", DestinationHasSnapshots),
        ("' is a clone", DestinationIsClone),
        ("Resuming recv on existing", ResumeNeedsForce),
        ("must specify -F to overwrite it", DestinationExists),
        ("contains partially-complete state", PartialStateExists),
        ("cannot perform raw receive on top of existing unencrypted dataset", RawOntoUnencrypted),
        ("unable to restore to destination", ParentMissing),
        ("destination already exists", SnapshotExists),
        ("inherited key must be loaded", KeyNeeded),
        ("encryption key does not match existing key", KeyNeeded),
        ("failed to create encryption key", KeyNeeded),
        ("key is not loaded", KeyNeeded),
        ("kernel modules must be upgraded to receive this stream", NotAContinuation),
        ("incompatible embedded data stream feature", EmbeddedIntoEncrypted),
        ("requires -L (--large-block)", LargeBlockMismatch),
        ("pool must be upgraded to receive this stream", PoolTooOld),
        ("quota exceeded", NoSpace),
        ("out of space", NoSpace),
        ("IV set guid", IvSetMismatch),
        ("invalid option", OptionUnknown),
        ("pool I/O is currently suspended", PoolSuspended),
        ("permission denied", PermissionDenied),
        ("does not exist", DestinationMissing),
        ("dataset is busy", Busy),
        ("cannot mount '", MountFailed),
    ];

    /// <summary>Explains a failed receive.</summary>
    public static ZfsException Explain(CommandResult result)
    {
        if (CommonErrors.Unavailable(result) is { } unavailable) return unavailable;
        var token = ResumeHint().Match(result.ErrorText);
        if (token.Success) return new ReceiveInterruptedException(result, token.Groups["token"].Value);
        foreach (var (text, failure) in Texts)
        {
            if (result.ErrorText.Contains(text, StringComparison.OrdinalIgnoreCase)) return new ReceiveException(result, failure);
        }

        return CommonErrors.Generic(result);
    }

    [GeneratedRegex(@"A resuming stream can be generated on the sending system by running:\s+zfs send -t\s(?<token>\S+)")]
    private static partial Regex ResumeHint();
}
