using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Progress;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Engine.Progress;

public sealed class ReportPublisherTests : IDisposable
{
    private readonly WatchedClock _clock = new();
    private readonly Signal _changed = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _published = new(0);
    private readonly List<string> _seen = [];
    private string _report = "a";
    private bool _isMoving;

    public void Dispose()
    {
        _end.Dispose();
        _published.Dispose();
    }

    [Fact]
    public async Task Each_change_is_published_and_the_last_one_in_any_case()
    {
        var running = RunAsync(_seen.Add);
        await NextAsync();
        Change("b");
        await NextAsync();
        _report = "c"; // no signal: it ends right away
        await _end.CancelAsync();
        await running.WaitAsync(Deadline.OfATest);
        Assert.Equal(["a", "b", "c"], _seen);
    }

    [Fact]
    public async Task While_it_moves_it_is_looked_at_every_now_and_then()
    {
        _isMoving = true;
        var running = RunAsync(_seen.Add);
        await NextAsync();
        _report = "b";
        await _clock.PassAsync(TimeSpan.FromMilliseconds(250));
        await NextAsync();
        await _end.CancelAsync();
        await running;
        Assert.Equal(["a", "b"], _seen);
    }

    [Fact]
    public async Task A_reader_that_fails_is_told_later_reports_none_the_less()
    {
        var running = RunAsync(report =>
        {
            _seen.Add(report);
            if (report == "a") throw new InvalidOperationException("a page was closed");
        });
        await NextAsync();
        Change("b");
        await NextAsync();
        await _end.CancelAsync();
        await running;
        Assert.Equal(["a", "b"], _seen);
    }

    private Task RunAsync(Action<string> reader) => new ReportPublisher<string>(
        () => Volatile.Read(ref _report),
        _changed,
        () => _isMoving,
        TimeSpan.FromMilliseconds(250),
        report =>
        {
            try { reader(report); }
            finally { _published.Release(); }
        },
        _clock,
        NullLogger.Instance).RunAsync(_end.Token);

    private void Change(string report)
    {
        Volatile.Write(ref _report, report);
        _changed.Set();
    }

    private async Task NextAsync() => Assert.True(await _published.WaitAsync(Deadline.OfATest));
}
