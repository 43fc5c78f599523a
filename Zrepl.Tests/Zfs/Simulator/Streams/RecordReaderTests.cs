using System.Buffers.Binary;
using System.IO.Pipelines;
using Zrepl.Tests.Zfs.Simulator.Recordings;
using Zrepl.Zfs.Simulator.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Streams;

/// <summary>How streams end that do not end well (spec C6.1, C6.7).</summary>
public sealed class RecordReaderTests
{
    private static readonly byte[] Simple = RecordedCase.LoadStream("2.3.2", "encrypted", "plain-1-2.zfs")!; // it is kept
    private static readonly byte[] Compound = RecordedCase.LoadStream("2.3.2", "sending", "with-properties-incremental.zfs")!; // it is kept

    [Fact]
    public async Task A_cut_at_any_place_is_told_from_damage_and_from_an_end()
    {
        foreach (var stream in new[] { Simple, Compound })
        {
            for (var length = 0; length < stream.Length; length += length < 2000 || length > stream.Length - 700 ? 1 : 97)
            {
                var (_, last) = await StreamReading.ReadAllAsync(stream.AsMemory(0, length));
                Assert.True(last.Outcome == ReadOutcome.Truncated, $"{last.Outcome} after {length} bytes");
                Assert.Equal(length, last.BytesRead);
            }
        }
    }

    [Fact]
    public async Task A_changed_byte_is_noticed_and_nothing_behind_it_is_handed_out()
    {
        var (whole, _) = await StreamReading.ReadAllAsync(Simple);
        for (var place = 312; place < Simple.Length; place += 61)
        {
            var damaged = Simple.ToArray();
            damaged[place] ^= 0x10;
            var (steps, last) = await StreamReading.ReadAllAsync(damaged);
            Assert.True(last.Outcome == ReadOutcome.Damaged, $"{last.Outcome} with byte {place} changed");
            Assert.All(steps.Zip(whole), pair => Assert.Equal((pair.Second.Record, Convert.ToHexString(pair.Second.Payload.Span)), (pair.First.Record, Convert.ToHexString(pair.First.Payload.Span))));
            Assert.True(steps.Sum(step => StreamRecord.Length + step.Payload.Length) <= place);
        }
    }

    [Fact]
    public async Task A_changed_list_of_properties_is_noticed()
    {
        var damaged = Compound.ToArray();
        damaged[400] ^= 1;
        var (steps, last) = await StreamReading.ReadAllAsync(damaged);
        Assert.Equal((ReadOutcome.Damaged, "checksum mismatch"), (last.Outcome, last.Problem));
        Assert.Single(steps);
    }

    [Fact]
    public async Task What_does_not_begin_like_a_stream_is_none()
    {
        var (_, last) = await StreamReading.ReadAllAsync(new byte[4000]);
        Assert.Equal((ReadOutcome.NotAStream, 312), (last.Outcome, last.BytesRead));
    }

    [Fact]
    public async Task What_follows_the_end_stays_in_the_pipe()
    {
        var input = PipeReader.Create(new([.. Compound, .. Simple]));
        foreach (var stream in new[] { Compound, Simple })
        {
            var reader = new RecordReader(input);
            ReadStep step;
            do step = await reader.ReadAsync(TestContext.Current.CancellationToken);
            while (step.Outcome == ReadOutcome.Record);
            Assert.Equal((ReadOutcome.Ended, stream.Length), (step.Outcome, step.BytesRead));
            Assert.Equal(ReadOutcome.Ended, (await reader.ReadAsync(TestContext.Current.CancellationToken)).Outcome);
        }
    }

    [Fact]
    public async Task A_payload_of_absurd_length_takes_no_memory()
    {
        var stream = Simple.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(stream.AsSpan(4), uint.MaxValue);
        var (steps, last) = await StreamReading.ReadAllAsync(stream);
        Assert.Equal(ReadOutcome.Damaged, last.Outcome);
        Assert.Contains("4294967295 bytes of payload", last.Problem, StringComparison.Ordinal);
        Assert.Empty(steps);
    }

    [Fact]
    public async Task Bytes_read_count_up_to_the_end_of_the_payload_although_more_was_taken()
    {
        var reader = new RecordReader(PipeReader.Create(new(Simple)));
        long sum = 0;
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { Outcome: ReadOutcome.Record } step)
        {
            sum += StreamRecord.Length + step.Payload.Length;
            Assert.Equal(sum, step.BytesRead);
            Assert.True(step.Record is StreamBegin or EndRecord ? reader.BytesTaken == sum : reader.BytesTaken == sum + StreamRecord.Length);
        }

        Assert.Equal(Simple.Length, sum);
    }
}
