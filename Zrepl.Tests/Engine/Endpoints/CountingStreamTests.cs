using Zrepl.Engine.Endpoints;

namespace Zrepl.Tests.Engine.Endpoints;

public sealed class CountingStreamTests
{
    [Fact]
    public async Task Every_way_to_read_is_counted_and_the_inner_stream_stays_open()
    {
        var inner = new MemoryStream(new byte[10_000]);
        var counts = new List<int>();
        await using (var stream = new CountingStream(inner, counts.Add))
        {
            var buffer = new byte[1000];
            Assert.Equal(1000, stream.Read(buffer, 0, 1000));
            Assert.Equal(500, stream.Read(buffer.AsSpan(0, 500)));
#pragma warning disable CA1835 // the overload is what is tested
            Assert.Equal(1000, await stream.ReadAsync(buffer, 0, 1000));
#pragma warning restore CA1835
            Assert.Equal(1000, await stream.ReadAsync(buffer.AsMemory()));
            stream.Count(7); // taken from the inner stream directly
            await stream.CopyToAsync(Stream.Null);
            Assert.Equal(0, await stream.ReadAsync(buffer));
        }

        Assert.Equal(10_007, counts.Sum());
        Assert.DoesNotContain(0, counts);
        Assert.True(inner.CanRead);
    }
}
