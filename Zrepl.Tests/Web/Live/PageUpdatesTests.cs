using Microsoft.Extensions.Time.Testing;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Live;

/// <summary>What changes by itself on a page is drawn together, twice a second at most.</summary>
public sealed class PageUpdatesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly LiveClock _clock;
    private readonly PageUpdates _updates;
    private readonly OpenPages _pages = new();
    private readonly Canvas _canvas = new();

    public PageUpdatesTests()
    {
        _clock = new(_time);
        _updates = new(_clock, _time, _pages);
        _updates.DrawOn(_canvas);
    }

    public void Dispose()
    {
        _updates.Dispose();
        _clock.Dispose();
    }

    [Fact]
    public void Parts_that_change_at_the_same_time_are_drawn_together()
    {
        Part one = new(), two = new(), three = new();
        foreach (var part in new[] { one, two, three }) _updates.Follow(part);
        one.IsOutdated = three.IsOutdated = true;

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([one, three], Assert.Single(_canvas.Drawings));
    }

    [Fact]
    public void Whatever_changes_there_are_two_drawings_a_second_at_most()
    {
        Part one = new(), two = new();
        for (var i = 0; i < 100; i++)
        {
            _updates.Changed(one);
            _updates.Changed(two);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.InRange(_canvas.Drawings.Count, 18, 21);
    }

    [Theory]
    [InlineData(20, 20)]
    [InlineData(50, 8)] // of each; 400 of all together, as of twenty
    [InlineData(1000, 5)] // never later than after two seconds
    public void Of_very_many_pages_each_one_is_drawn_seldomer(int open, int expected)
    {
        for (var others = 1; others < open; others++) _pages.Enter();
        for (var i = 0; i < 1000; i++)
        {
            _updates.Changed(new Part());
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.InRange(_canvas.Drawings.Count, expected - 1, expected + 1);
    }

    [Fact]
    public void Pages_that_were_left_do_not_count()
    {
        for (var i = 0; i < 1000; i++) new PageUpdates(_clock, _time, _pages).Dispose();
        _updates.Dispose();
        _updates.Dispose(); // once is enough
        Assert.Equal(UpdateThrottle.DefaultInterval, _pages.Interval);
        for (var others = 0; others < 40; others++) _pages.Enter();
        Assert.Equal(2 * UpdateThrottle.DefaultInterval, _pages.Interval);
    }

    [Fact]
    public void Time_that_changes_nothing_draws_nothing()
    {
        using var following = _updates.Follow(new Part());
        for (var i = 0; i < 10; i++) _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_canvas.Drawings);
    }

    [Fact]
    public void A_part_that_is_gone_is_not_asked_any_more()
    {
        var part = new Part { IsOutdated = true };
        _updates.Follow(part).Dispose();
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(_canvas.Drawings);
    }

    [Fact]
    public void Without_a_canvas_each_part_draws_itself()
    {
        using var updates = new PageUpdates(_clock, _time, _pages);
        var part = new Part();
        updates.Changed(part);
        Assert.Equal(1, part.Drawn);
    }

    [Fact]
    public void A_page_that_was_left_draws_nothing()
    {
        var part = new Part { IsOutdated = true };
        _updates.Follow(part);
        _updates.Dispose();
        _updates.Changed(part);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Empty(_canvas.Drawings);
    }

    private sealed class Canvas : IPageCanvas
    {
        public List<IReadOnlyCollection<IPagePart>> Drawings { get; } = [];

        public Task DrawAsync(IReadOnlyCollection<IPagePart> parts)
        {
            Drawings.Add(parts);
            return Task.CompletedTask;
        }
    }

    private sealed class Part : ITimedPart
    {
        public bool IsOutdated { get; set; }

        public int Drawn { get; private set; }

        public void Draw() => Drawn++;

        public Task OnPageAsync(Action work)
        {
            work();
            return Task.CompletedTask;
        }

        public bool Look()
        {
            var was = IsOutdated;
            IsOutdated = false;
            return was;
        }
    }
}
