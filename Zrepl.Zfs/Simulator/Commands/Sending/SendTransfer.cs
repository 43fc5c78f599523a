using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Kernel.Sending;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary>One sub-stream on its way: both ends are kept busy, progress is told, and who stops reading ends it.</summary>
internal static class SendTransfer
{
    /// <summary>Sends.</summary>
    /// <returns>Why nothing was sent, or Ok.</returns>
    public static async Task<Errno> RunAsync(
        CommandCall call, SendSettings settings, RecordWriter writer, string to, string? from, StreamFlags flags, (ulong Object, ulong Offset)? resume)
    {
        SendSource source;
        List<IDisposable> holds = [];
        try
        {
            using (var session = await call.EnterAsync())
            {
                var send = SendOpener.Open(session, to, from, flags, resume, isEstimate: false);
                if (send.Error != Errno.Ok) return send.Error;
                source = send.Source!; // without an error there is one
                holds.AddRange(new[] { send.To, send.From }.Where(end => end is Snapshot or Dataset).Select(end => call.Host.Activities.Use(end!.FullName))); // not null: it has a type
            }

            await using var progress = settings.ShowsProgress ? new SendProgress(call, settings.IsParsable, to, writer) : null;
            MustBeRead(await SnapshotSender.SendAsync(source, writer, call.Killed));
            return Errno.Ok;
        }
        finally
        {
            foreach (var hold in holds) hold.Dispose();
        }
    }

    /// <summary>A process that writes where nobody reads gets SIGPIPE.</summary>
    /// <exception cref="CommandDiedException">Nobody reads.</exception>
    public static void MustBeRead(bool isRead)
    {
        if (!isRead) throw new CommandDiedException(Signals.BrokenPipe);
    }
}
