using System.Globalization;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary>Says on standard error every second of the host's clock how much was sent (<c>send_progress_thread</c>), until it is disposed.</summary>
internal sealed class SendProgress : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly PeriodicTimer _timer;
    private readonly Task _telling;

    public SendProgress(CommandCall call, bool isParsable, string snapshot, RecordWriter writer)
    {
        _timer = new(Interval, call.Host.Clock);
        if (!isParsable) call.Errors.WriteLine($"TIME        SENT   SNAPSHOT {snapshot}");
        _telling = TellAsync(call, isParsable, snapshot, writer);
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _telling;
    }

    private async Task TellAsync(CommandCall call, bool isParsable, string snapshot, RecordWriter writer)
    {
        while (await _timer.WaitForNextTickAsync())
        {
            var time = call.Host.Clock.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
            var sent = (ulong)writer.BytesWritten;
            call.Errors.WriteLine(isParsable ? $"{time}\t{sent}\t{snapshot}" : $"{time}   {NiceNumber.Bytes(sent).PadLeft(5)}   {snapshot}");
        }
    }
}
