using System.IO.Pipelines;
using Zrepl.Zfs.Simulator.Streams;
using Zrepl.Zfs.Streams;

namespace Zrepl.Tests.Zfs.Simulator.Streams;

/// <summary>Every stream that real OpenZFS made is understood to the last byte (spec C5, C9.3).</summary>
public sealed class RecordedStreamTests
{
    public static TheoryData<string> Streams() =>
        [.. Directory.GetFiles(Root, "*.zfs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path)).Order(StringComparer.Ordinal)];

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Fixtures", "openzfs");

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Reading_and_writing_gives_the_same_bytes(string name)
    {
        var recorded = await File.ReadAllBytesAsync(Path.Combine(Root, name), TestContext.Current.CancellationToken);
        var (steps, last) = await StreamReading.ReadAllAsync(recorded);
        Assert.Equal(ReadOutcome.Ended, last.Outcome);
        Assert.Equal(recorded.Length, last.BytesRead);

        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var writer = new RecordWriter(pipe.Writer);
        for (var i = 0; i < steps.Count; i++)
        {
            var (record, payload) = steps[i];
            Assert.True(record switch
            {
                StreamBegin begin => await writer.BeginAsync(begin.Head, payload, TestContext.Current.CancellationToken),
                EndRecord when i > 0 && steps[i - 1].Record is EndRecord => await writer.EndCompoundAsync(TestContext.Current.CancellationToken),
                EndRecord => await writer.EndAsync(TestContext.Current.CancellationToken),
                _ => await writer.WriteAsync(record, payload, TestContext.Current.CancellationToken),
            });
        }

        await pipe.Writer.CompleteAsync();
        using var written = new MemoryStream();
        await pipe.Reader.CopyToAsync(written, TestContext.Current.CancellationToken);
        Assert.Equal(recorded, written.ToArray());
        Assert.Equal(recorded.Length, writer.BytesWritten);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task All_feature_flags_are_known(string name)
    {
        var (steps, _) = await StreamReading.ReadAllAsync(await File.ReadAllBytesAsync(Path.Combine(Root, name), TestContext.Current.CancellationToken));
        Assert.All(steps.Select(step => step.Record).OfType<StreamBegin>(), begin => Assert.Equal(StreamFeatures.None, begin.Features & ~StreamFeatures.Known));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task The_list_of_a_compound_stream_reads_and_writes_the_same(string name)
    {
        var (steps, _) = await StreamReading.ReadAllAsync(await File.ReadAllBytesAsync(Path.Combine(Root, name), TestContext.Current.CancellationToken));
        if (steps[0].Record is not StreamBegin { Head.Kind: StreamKind.Compound }) return;
        var list = XdrNvList.TryRead(steps[0].Payload.Span);
        Assert.NotNull(list);
        Assert.Equal(["tosnap", "fss"], list.Value.Where(pair => pair.Type is NvType.String or NvType.NvList).Select(pair => pair.Name).Where(key => key != "fromsnap"));
        Assert.Equal(steps[0].Payload.ToArray(), XdrNvList.Write(list.Value));
    }
}
