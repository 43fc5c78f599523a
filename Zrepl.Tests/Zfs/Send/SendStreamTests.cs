using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Send;

namespace Zrepl.Tests.Zfs.Send;

/// <summary>How a send ends, on real processes; the contract shows the same with real ZFS.</summary>
public sealed class SendStreamTests
{
    [Fact] // B14 55, A12.8: upstream's reader can take what arrived for all there is
    public async Task A_send_that_fails_after_some_data_is_a_failure_with_its_words_and_not_an_end()
    {
        using var zfs = new ShellZfs("head -c 100000 /dev/zero; echo \"warning: cannot send 'tank/a@b': I/O error\" >&2; exit 1");
        var (read, failure) = await ReadAsync(zfs);
        Assert.Equal(100_000, read);
        Assert.Equal(SendFailure.ReadError, Assert.IsType<SendException>(failure).Failure);
        Assert.Contains("cannot send 'tank/a@b': I/O error", failure!.Message, StringComparison.Ordinal);
    }

    [Fact] // B14 55
    public async Task A_send_that_is_killed_is_a_failure()
    {
        using var zfs = new ShellZfs("head -c 1000 /dev/zero; kill -9 $$");
        var (read, failure) = await ReadAsync(zfs);
        Assert.Equal(1000, read);
        Assert.Contains("signal: killed", Assert.IsAssignableFrom<ZfsCommandException>(failure).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_that_succeeds_ends()
    {
        using var zfs = new ShellZfs("head -c 1000 /dev/zero");
        Assert.Equal((1000, null), await ReadAsync(zfs));
    }

    private static async Task<(long Read, Exception? Failure)> ReadAsync(ShellZfs zfs)
    {
        await using var stream = new SendStream(await zfs.Runner.StartAsync(ZfsCommand.Zfs("send", "tank/a@b"), default));
        var buffer = new byte[4096];
        long read = 0;
        try
        {
            while (await stream.ReadAsync(buffer).AsTask().WaitAsync(Deadline.OfATest) is var count and > 0) read += count;
            return (read, null);
        }
        catch (ZfsException failure)
        {
            return (read, failure);
        }
    }
}
