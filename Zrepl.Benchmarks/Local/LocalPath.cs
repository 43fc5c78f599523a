using System.Globalization;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Send;

namespace Zrepl.Benchmarks.Local;

/// <summary>
/// Question: how fast do bytes go within one process from the pipe of <c>zfs send</c> into the pipe of <c>zfs receive</c>, and what does a GiB cost? Both are children
/// of this process as in the daemon, started by its code; both are <c>dd</c>.
/// </summary>
internal static class LocalPath
{
    /// <summary>Moves zeros through.</summary>
    /// <param name="directory">For the script that is <c>zfs</c>.</param>
    /// <param name="mebibytes">How many MiB.</param>
    public static async Task RunAsync(string directory, string mebibytes)
    {
        var amount = int.Parse(mebibytes, NumberStyles.None, CultureInfo.InvariantCulture);
        var script = Path.Combine(directory, "zfs");
        await File.WriteAllTextAsync(script, $"""
            #!/bin/sh
            case $1 in
                send) exec dd if=/dev/zero bs=1M count={amount.ToString(CultureInfo.InvariantCulture)} status=none ;;
                *) exec dd of=/dev/null bs=128K 2>'{directory}/received' ;;
            esac

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var runner = new ZfsProcessRunner(new ZfsBinaries(script));
        await Times.ReportAsync(async () =>
        {
            await using var stream = new SendStream(await runner.StartAsync(ZfsCommand.Zfs("send", "tank@1"), CancellationToken.None));
            var (result, failure) = await ReceivePump.RunAsync(runner, ZfsCommand.Zfs("receive", "backup") with { ReadsInput = true }, default, stream, null, CancellationToken.None);
            if (failure is not null) throw failure;
            if (!result.IsSuccess) throw new IOException(result.ErrorText);
            var arrived = File.ReadAllLines(Path.Combine(directory, "received"))[^1];
            if (!arrived.StartsWith($"{(long)amount << 20} bytes", StringComparison.Ordinal)) throw new IOException($"the stream did not arrive whole: {arrived}");
        });
    }
}
