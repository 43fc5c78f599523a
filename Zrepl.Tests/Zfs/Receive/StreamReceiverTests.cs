using Microsoft.Extensions.Time.Testing;
using Zrepl.Tests.Support;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Moving;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Receive;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Receive;

/// <summary>How a receive ends, on real processes; the contract shows the same with real ZFS.</summary>
public sealed class StreamReceiverTests
{
    private const ulong Guid = 7;
    private const string NothingThere = "list) echo \"cannot open 'tank/a': dataset does not exist\" >&2; exit 1;;";
    private const string Mounting = "recv) cat > received; echo \"cannot mount '/tank/a': directory is not empty\" >&2; exit 1;;";

    private const string Hanging = "list) echo > asked; exec sleep 600;;";

    private const string Resumable =
        """
        recv) cat > received; echo saved > state; exec >&2
              echo "cannot receive resume stream: incomplete stream"
              echo "A resuming stream can be generated on the sending system by running:"
              echo "    zfs send -t 1-c0ffee"
              exit 1;;
        """;

    private static readonly ReceiveArguments Arguments = new() { To = SnapshotPath.Parse("tank/a@b"), ToGuid = Guid, SavePartialState = true };

    [Fact] // B14 56, A13.5: zfs only knows that its input was short
    public async Task The_failure_of_the_network_is_told_rather_than_the_short_stream_it_caused()
    {
        using var zfs = Zfs("recv) cat > received; echo 'cannot receive: failed to read from stream' >&2; exit 1;;", NothingThere);
        var lost = new IOException("connection reset by peer");
        var failure = await Assert.ThrowsAsync<ReceiveSourceException>(() => Receive(zfs, new Source(_ => throw lost)));
        Assert.Same(lost, failure.InnerException);
        Assert.Equal("connection reset by peer", failure.Message);
        Assert.Equal(ReceiveFailure.CannotReadFromStream, Assert.IsType<ReceiveException>(failure.ReceiveFailure).Failure);
        Assert.Equal(Head(Guid).Bytes.Length + Source.Length, new FileInfo(Path.Combine(zfs.Folder, "received")).Length);
    }

    [Fact] // B14 57, A13.7
    public async Task Data_that_arrived_is_a_success_with_a_warning_although_mounting_failed()
    {
        using var zfs = Zfs(Mounting, "list) printf 'tank/a@b\\t7\\t1\\t1\\t0\\n';;");
        var result = await Receive(zfs, new Source(_ => Task.CompletedTask));
        Assert.Equal("cannot mount '/tank/a': directory is not empty", result.Warning);
    }

    [Theory] // B14 57: the guid is the proof, not the name
    [InlineData("list) printf 'tank/a@b\\t8\\t1\\t1\\t0\\n';;")]
    [InlineData(NothingThere)]
    public async Task A_failed_receive_without_its_snapshot_stays_a_failure(string list)
    {
        using var zfs = Zfs(Mounting, list);
        var failure = await Assert.ThrowsAsync<ReceiveException>(() => Receive(zfs, new Source(_ => Task.CompletedTask)));
        Assert.Equal(ReceiveFailure.MountFailed, failure.Failure);
    }

    [Fact] // the pool is suspended: what it says first is told, not that a question about it was given up
    public async Task A_failed_receive_whose_snapshot_nobody_can_look_for_stays_that_failure()
    {
        const string Suspended = "recv) cat > received; echo 'cannot receive: pool I/O is currently suspended' >&2; exit 1;;";
        using var zfs = Zfs(Suspended, Hanging);
        var clock = new FakeTimeProvider();
        var receiving = new ZfsHost(zfs.Runner, clock).Receiver.ReceiveAsync(Arguments, Head(Guid), new Source(_ => Task.CompletedTask), default);
        await AskedAsync(zfs);
        clock.Advance(TimeSpan.FromMinutes(1));
        var failure = await Assert.ThrowsAsync<ReceiveException>(() => receiving.WaitAsync(Deadline.OfATest));
        Assert.Contains("pool I/O is currently suspended", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_receive_does_not_wait_long_for_the_answer_whether_it_arrived()
    {
        using var zfs = Zfs(Mounting, Hanging);
        using var cancel = new CancellationTokenSource();
        var clock = new FakeTimeProvider();
        var receiving = new ZfsHost(zfs.Runner, clock).Receiver.ReceiveAsync(Arguments, Head(Guid), new Source(_ => Task.CompletedTask), cancel.Token);
        await AskedAsync(zfs);
        await cancel.CancelAsync();
        clock.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WaitAsync(Deadline.OfATest));
    }

    [Fact] // B14 58: killed at once it could not save anything
    public async Task A_cancelled_receive_sees_the_end_of_its_input_and_saves_its_state()
    {
        using var zfs = Zfs(Resumable, NothingThere);
        using var cancelled = new CancellationTokenSource();
        var source = new Source(async token =>
        {
            await cancelled.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Receive(zfs, source, cancelled.Token));
        Assert.True(File.Exists(Path.Combine(zfs.Folder, "state")));
    }

    [Fact]
    public async Task What_zfs_saved_is_told_with_its_token()
    {
        using var zfs = Zfs(Resumable, NothingThere);
        var failure = await Assert.ThrowsAsync<ReceiveInterruptedException>(() => Receive(zfs, new Source(_ => Task.CompletedTask)));
        Assert.Equal("1-c0ffee", failure.Token);
    }

    [Fact] // B14 59, A13.11
    public async Task A_stream_of_another_snapshot_starts_no_command()
    {
        var zfs = new ScriptedZfs(_ => new());
        var receiver = new ZfsHost(zfs, TimeProvider.System).Receiver;
        var failure = await Assert.ThrowsAsync<StreamGuidMismatchException>(
            () => receiver.ReceiveAsync(Arguments with { Force = true }, Head(Guid + 1), Stream.Null, default));
        Assert.Contains("tank/a@b should have guid 7, but the stream has 8", failure.Message, StringComparison.Ordinal);
        Assert.Empty(zfs.Lines);
    }

    [Theory] // the buffer it reads into goes back to a pool, where another receive may take it
    [InlineData("recv) until [ -e asked ]; do sleep 0.05; done; echo 'cannot receive: out of space' >&2; exit 1;;")] // ends while the source is silent
    [InlineData("recv) until [ -e asked ]; do sleep 0.05; done; exec <&-; echo > closed; sleep 1; echo 'cannot receive: out of space' >&2; exit 1;;")] // takes nothing any more and lives on
    public async Task No_read_of_the_stream_outlives_the_receive(string receive)
    {
        using var zfs = Zfs(receive, NothingThere);
        using var source = new Lingering(zfs.Folder);
        await Assert.ThrowsAnyAsync<Exception>(() => Receive(zfs, source));
        Assert.Equal(0, source.UnderWay);
        Assert.InRange(source.Reads, 2, int.MaxValue);
    }

    private static async Task AskedAsync(ShellZfs zfs)
    {
        while (!File.Exists(Path.Combine(zfs.Folder, "asked"))) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static ShellZfs Zfs(string receive, string list) => new($"case $1 in\n{receive}\n{list}\nesac");

    private static Task<ReceiveResult> Receive(ShellZfs zfs, Stream source, CancellationToken cancellation = default) =>
        new ZfsHost(zfs.Runner, TimeProvider.System).Receiver.ReceiveAsync(Arguments, Head(Guid), source, cancellation)
            .WaitAsync(Deadline.OfATest, CancellationToken.None);

    private static StreamHead Head(ulong guid) =>
        new(new BeginRecord(StreamKind.SubStream, 0, 0, 2, 0, guid, 0, "pool/x@b", 0), new byte[BeginRecord.Length]);

    /// <summary>Some bytes, then whatever happens, then the end.</summary>
    private sealed class Source(Func<CancellationToken, Task> happens) : MemoryStream(new byte[Length])
    {
        public new const int Length = 5000;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (await base.ReadAsync(buffer, cancellationToken) is var read and > 0) return read;
            await happens(cancellationToken);
            return 0;
        }
    }

    // Gives a piece, a second one once the receive has closed its input, and then nothing; it needs a moment to see that it is cancelled.
    private sealed class Lingering(string folder) : ReadOnlyStream
    {
        private int _underWay;

        public int UnderWay => Volatile.Read(ref _underWay);

        public int Reads { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _underWay);
            try
            {
                if (++Reads == 1) return 5000;
                if (Reads == 2) await File.WriteAllTextAsync(Path.Combine(folder, "asked"), "", cancellationToken);
                while (Reads > 2 || !File.Exists(Path.Combine(folder, "closed"))) await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
                return 5000;
            }
            catch (OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
                throw;
            }
            finally
            {
                Interlocked.Decrement(ref _underWay);
            }
        }
    }
}
