using Zrepl.Engine.Wire.Streaming;

namespace Zrepl.Tests.Engine.Wire.Streaming;

/// <summary>When parts of a stream are compressed: spec wire 14.3.</summary>
public sealed class CompressionChoiceTests
{
    private const int Part = 512 * 1024;
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly CompressionChoice _choice = new();

    [Fact]
    public void The_first_parts_are_tried() => Assert.True(_choice.Compresses);

    [Fact]
    public void On_a_slow_network_what_shrinks_is_compressed_on_and_on()
    {
        for (var i = 0; i < 100; i++) Try(after: Part / 2, compressing: Moment, writing: 10 * Moment);
        Assert.True(_choice.Compresses);
    }

    [Fact]
    public void On_a_network_faster_than_the_compressor_it_is_not()
    {
        Try(8, after: Part / 2, compressing: 10 * Moment, writing: Moment);
        Assert.False(_choice.Compresses);
    }

    [Fact]
    public void What_does_not_shrink_is_sent_as_it_is_and_tried_again_later()
    {
        Try(8, after: Part, compressing: Moment, writing: 100 * Moment);
        for (long sent = 0; sent < CompressionChoice.BytesBetweenProbes; sent += Part)
        {
            Assert.False(_choice.Compresses);
            _choice.SentPlain(Part);
        }

        Assert.True(_choice.Compresses);
        Try(8, after: Part / 4, compressing: Moment, writing: 10 * Moment); // now it does
        Assert.True(_choice.Compresses);
    }

    private void Try(int after, TimeSpan compressing, TimeSpan writing) => _choice.Tried(Part, after, compressing, writing);

    private void Try(int times, int after, TimeSpan compressing, TimeSpan writing)
    {
        for (var i = 0; i < times; i++) Try(after, compressing, writing);
    }
}
