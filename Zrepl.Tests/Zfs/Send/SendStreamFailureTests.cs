using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Send;

namespace Zrepl.Tests.Zfs.Send;

public sealed class SendStreamFailureTests
{
    [Fact] // B14 46 SendStreamNonEOFReadErrorHandling
    public async Task A_pipe_that_fails_is_told_as_it_is_if_the_process_knows_nothing_and_the_stream_can_be_closed_twice()
    {
        var broken = new IOException("the pipe is broken");
        await using var stream = await OpenAsync(new(OutputStream: CutStream.Failing(Stream.Null, 0, broken)));

        Assert.Same(broken, await Assert.ThrowsAsync<IOException>(() => stream.ReadAsync(new byte[1], default).AsTask()));
        await stream.DisposeAsync();
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadAsync(new byte[1], default).AsTask());
    }

    [Fact] // B14 46; A12.8
    public async Task Of_a_pipe_that_fails_because_the_process_failed_the_process_gives_the_reason()
    {
        var output = CutStream.Failing(Stream.Null, 0, new IOException("the pipe is broken"));
        await using var stream = await OpenAsync(new("", "warning: cannot send 'tank/a@1': Input/output error\n", 1, OutputStream: output));

        var failure = await Assert.ThrowsAsync<SendException>(() => stream.ReadAsync(new byte[1], default).AsTask());

        Assert.Equal(SendFailure.ReadError, failure.Failure);
    }

    [Fact] // B14 55: some data, then exit code 1
    public async Task A_send_that_fails_after_some_data_does_not_end_its_stream()
    {
        await using var stream = await OpenAsync(new("some data", "warning: cannot send 'tank/a@1': Input/output error\n", 1));

        Assert.Equal(9, await stream.ReadAtLeastAsync(new byte[9], 9));
        Assert.Equal(SendFailure.ReadError, (await Assert.ThrowsAsync<SendException>(() => stream.ReadAsync(new byte[1], default).AsTask())).Failure);
    }

    private static async Task<SendStream> OpenAsync(ScriptedZfs.Answer answer) =>
        new(await new ScriptedZfs(_ => answer).StartAsync(ZfsCommand.Zfs("send", "tank/a@1"), default));
}
