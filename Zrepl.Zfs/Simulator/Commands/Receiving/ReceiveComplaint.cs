using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Kernel.Receiving;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>The words for an error of the module (end of <c>zfs_receive_one</c>; spec A13.6).</summary>
internal sealed class ReceiveComplaint(CommandCall call, ReceiveSettings settings, Destination destination, string action)
{
    /// <summary>Prints them.</summary>
    /// <param name="session">The session, after the receive.</param>
    /// <param name="error">What the module said.</param>
    /// <param name="request">What it was asked.</param>
    /// <param name="hadToken">There was saved state before the receive.</param>
    /// <param name="isNew">The receive was to make the destination.</param>
    public void Write(Session session, Errno error, ReceiveRequest request, bool hadToken, bool isNew)
    {
        if (error is Errno.StreamTruncated or Errno.Checksum)
        {
            WriteBrokenStream(session, error);
            return;
        }

        if (error == Errno.Exists)
        {
            call.Fail($"cannot restore to {(isNew ? destination.Dataset : destination.FullName)}", "destination already exists");
            return;
        }

        if (error == Errno.ResumeExists)
        {
            call.Fail($"cannot resume recv {destination.Dataset}", "Resuming recv on existing dataset without force");
            return;
        }

        if (ReasonOf(error, request, hadToken) is { } reason) call.Fail(action, reason);
        else call.Fail(action, error);
    }

    private string? ReasonOf(Errno error, ReceiveRequest request, bool hadToken) => error switch
    {
        Errno.NoDevice => $"most recent snapshot of {destination.Dataset} does not\nmatch incremental source",
        Errno.Modified => $"destination {destination.Dataset} has been modified\nsince most recent snapshot",
        Errno.NoAccess when !request.IsRaw => "inherited key must be loaded",
        Errno.NoAccess => request.Head.FromGuid == 0 ? "failed to create encryption key" : "encryption key does not match existing key",
        Errno.Invalid when request.Features.HasFlag(StreamFeatures.EmbeddedData) && !request.IsRaw =>
            "incompatible embedded data stream feature with encrypted receive.",
        Errno.Invalid when settings.IsResumable => "kernel modules must be upgraded to receive this stream.",
        Errno.Invalid => LibzfsText.BadStream,
        Errno.LargeBlockMismatch => "incremental send stream requires -L (--large-block), to match previous receive.",
        Errno.NotSupported => "pool must be upgraded to receive this stream.",
        Errno.Quota => $"destination {destination.Dataset} space quota exceeded.",
        Errno.IvSetMissing => "IV set guid missing. See errata 4 at https://openzfs.github.io/openzfs-docs/msg/ZFS-8000-ER.",
        Errno.IvSetMismatch => "IV set guid mismatch. See the 'zfs receive' man page section\n discussing the limitations of raw encrypted send streams.",
        Errno.Busy when hadToken => $"destination {destination.Dataset} contains partially-complete state from \"zfs receive -s\".",
        _ => null,
    };

    private void WriteBrokenStream(Session session, Errno error)
    {
        var reason = !call.Rules.TellsTruncationFromCorruption ? "checksum mismatch or incomplete stream"
            : error == Errno.Checksum ? "checksum mismatch" : "incomplete stream";
        if (settings.IsResumable)
        {
            if (session.FindDataset(destination.Dataset) is not { } dataset)
            {
                // Opening it to ask for its token fails, and that complaint takes the place of the reason.
                call.Fail($"cannot open '{destination.Dataset}'", Errno.NoEntry);
                reason = LibzfsText.BadStream;
            }
            else if (ResumeTokenProperty.Of(dataset) is { } token)
            {
                reason = "checksum mismatch or incomplete stream.\nPartially received snapshot is saved.\n"
                    + $"A resuming stream can be generated on the sending system by running:\n    zfs send -t {token}";
            }
        }

        call.Fail(action, reason);
    }
}
