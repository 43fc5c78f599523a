using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status;

namespace Zrepl.Tests.Engine.Status;

/// <summary>Spec A4.3, C-08, C-09.</summary>
public sealed class SmoothedRateTests
{
    private const long Mebibyte = 1 << 20;

    private readonly FakeTimeProvider _clock = new();
    private readonly SmoothedRate _rate;

    public SmoothedRateTests() => _rate = new(_clock);

    [Fact]
    public void Ten_mebibytes_after_a_second_are_ten_mebibytes_a_second() // C-08
    {
        Assert.Null(Look(0).BytesPerSecond);
        Assert.Equal(10 * Mebibyte, After(1, 10 * Mebibyte).BytesPerSecond);
    }

    [Fact]
    public void Without_a_change_for_more_than_three_seconds_it_is_unknown() // C-08
    {
        Look(0);
        After(1, Mebibyte);
        Assert.NotNull(After(3, Mebibyte).BytesPerSecond);
        Assert.Null(After(0.5, Mebibyte).BytesPerSecond);
    }

    [Fact]
    public void A_short_burst_moves_it_a_little_and_a_lasting_change_wholly()
    {
        Look(0);
        After(1, Mebibyte);
        Assert.InRange(After(1, 12 * Mebibyte).BytesPerSecond!.Value, 1.5 * Mebibyte, 3 * Mebibyte);
        var bytes = 12 * Mebibyte;
        for (var second = 0; second < 60; second++) After(1, bytes += 11 * Mebibyte);
        Assert.InRange(After(1, bytes + 11 * Mebibyte).BytesPerSecond!.Value, 10.9 * Mebibyte, 11.1 * Mebibyte);
    }

    [Fact]
    public void Fewer_bytes_than_before_are_a_new_attempt()
    {
        Look(0);
        After(1, 10 * Mebibyte);
        Assert.Null(After(1, Mebibyte).BytesPerSecond);
        Assert.Equal(Mebibyte, After(1, 2 * Mebibyte).BytesPerSecond);
    }

    [Fact]
    public void The_time_left_follows_from_it()
    {
        Look(0);
        Assert.Equal(TimeSpan.FromSeconds(9), After(1, 10 * Mebibyte).TimeLeft);
    }

    private TransferFigures After(double seconds, long bytes)
    {
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return Look(bytes);
    }

    private TransferFigures Look(long bytes) => _rate.Look(new ByteFigures(100 * Mebibyte, bytes, false));
}
