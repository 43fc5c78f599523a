using System.Diagnostics;
using System.Globalization;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Send;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Commands;

/// <summary>
/// zfs may leave a process behind that has its output open for as long as it lives: a helper that mounts, or zfs itself if a script without <c>exec</c> stands for it. Nobody waits for it.
/// </summary>
public sealed class HelpersLeftBehindTests : IDisposable
{
    private readonly ShellZfs _zfs = new("""
        leave() { sleep 600 & echo $! > helper; }
        case $1 in
        list) leave; echo x;;
        get) leave; echo x; wait;;
        recv) leave; cat > /dev/null;;
        send) leave; head -c 60000 /dev/zero;;
        bad) leave; head -c 60000 /dev/zero; exit 1;;
        slow) leave; wait;;
        esac
        """);

    public void Dispose()
    {
        if (int.TryParse(File.ReadAllText(Path.Combine(_zfs.Folder, "helper")).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var helper)) Process.GetProcessById(helper).Kill();
        _zfs.Dispose();
    }

    [Fact]
    public async Task A_command_that_is_over_is_over() =>
        Assert.Equal("x\n", (await _zfs.Runner.RunAsync(ZfsCommand.Zfs("list"), default).WaitAsync(Deadline.OfATest)).OutputText);

    [Fact]
    public async Task So_it_is_for_whoever_reads_line_by_line()
    {
        var lines = 0;
        Assert.True((await _zfs.Runner.RunLinesAsync(ZfsCommand.Zfs("list"), _ => lines++, default).WaitAsync(Deadline.OfATest)).IsSuccess);
        Assert.Equal(1, lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_command_that_is_cancelled_is_over(bool readsLines)
    {
        using var cancel = new CancellationTokenSource();
        Task run = readsLines ? _zfs.Runner.RunLinesAsync(ZfsCommand.Zfs("get"), _ => { }, cancel.Token) : _zfs.Runner.RunAsync(ZfsCommand.Zfs("get"), cancel.Token);
        await HelperAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Deadline.OfATest));
    }

    [Fact]
    public async Task A_receive_that_is_over_is_over()
    {
        var receive = ZfsCommand.Zfs("recv") with { ReadsInput = true };
        var (result, failure) = await ReceivePump.RunAsync(_zfs.Runner, receive, new byte[BeginRecord.Length], new MemoryStream(new byte[100_000]), null, default).WaitAsync(Deadline.OfATest);
        Assert.True(result.IsSuccess);
        Assert.Null(failure);
    }

    [Fact]
    public async Task A_send_is_read_to_its_end_however_late_it_is_read()
    {
        await using var send = new SendStream(await _zfs.Runner.StartAsync(ZfsCommand.Zfs("send"), default));
        await HelperAsync();
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken); // longer than helpers are waited for
        var all = new MemoryStream();
        await send.CopyToAsync(all).WaitAsync(Deadline.OfATest);
        Assert.Equal(60_000, all.Length);
    }

    [Fact]
    public async Task A_send_that_failed_is_a_failure_at_its_end()
    {
        await using var send = new SendStream(await _zfs.Runner.StartAsync(ZfsCommand.Zfs("bad"), default));
        await Assert.ThrowsAnyAsync<ZfsException>(() => send.CopyToAsync(Stream.Null).WaitAsync(Deadline.OfATest));
    }

    [Fact]
    public async Task A_send_that_is_cancelled_is_over()
    {
        using var cancel = new CancellationTokenSource();
        await using var send = new SendStream(await _zfs.Runner.StartAsync(ZfsCommand.Zfs("slow"), cancel.Token));
        var reading = send.ReadAsync(new byte[10], cancel.Token).AsTask();
        await HelperAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(Deadline.OfATest));
    }

    private async Task HelperAsync()
    {
        while (!File.Exists(Path.Combine(_zfs.Folder, "helper")) || new FileInfo(Path.Combine(_zfs.Folder, "helper")).Length == 0)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
