namespace Zrepl.Web.Live;

/// <summary>
/// What changes by itself on one page, drawn together. Each drawing is a message to the browser: without this, every age and every panel would send
/// its own. There are two a second at most, fewer while very many pages are open, whatever the page shows; what the reader does is not held up by it. One per
/// page; thread-safe.
/// </summary>
public sealed class PageUpdates : IDisposable
{
    private readonly Lock _lock = new();
    private readonly UpdateThrottle _throttle;
    private readonly LiveClock _clock;
    private readonly OpenPages _pages;
    private readonly HashSet<ITimedPart> _timed = [];
    private HashSet<IPagePart> _changed = [];
    private IPageCanvas? _canvas;
    private IDisposable? _ticks;
    private bool _ended;

    /// <summary>The updates of a page.</summary>
    /// <param name="clock">Ticks for all pages.</param>
    /// <param name="time">Measures the time between two drawings.</param>
    /// <param name="pages">The pages of all browsers, this one among them from now on.</param>
    public PageUpdates(LiveClock clock, TimeProvider time, OpenPages pages)
    {
        _clock = clock;
        _pages = pages;
        _throttle = new UpdateThrottle(DrawAsync, time, () => pages.Interval);
        pages.Enter();
    }

    /// <summary>Has parts drawn together by this one from now on; until then, each is drawn by itself.</summary>
    public void DrawOn(IPageCanvas canvas) => Volatile.Write(ref _canvas, canvas);

    /// <summary>Has a part drawn soon. Returns at once.</summary>
    public void Changed(IPagePart part)
    {
        lock (_lock) _changed.Add(part);
        _throttle.Request();
    }

    /// <summary>Has a part look at the clock about once a second, until the result is disposed of.</summary>
    public IDisposable Follow(ITimedPart part)
    {
        lock (_lock)
        {
            _timed.Add(part);
            if (!_ended) _ticks ??= _clock.Subscribe(Tick);
        }

        return new Following(this, part);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _throttle.Dispose();
        lock (_lock)
        {
            if (_ended) return;
            _ended = true;
            Rest();
        }

        _pages.Leave();
    }

    private void Tick()
    {
        ITimedPart[] parts;
        lock (_lock) parts = [.. _timed];
        if (parts.Length > 0) _ = parts[0].OnPageAsync(() => Look(parts)); // all of them are on the same page
    }

    private void Look(ITimedPart[] parts)
    {
        var outdated = parts.Where(part => part.Look()).ToList();
        if (outdated.Count == 0) return;
        lock (_lock) _changed.UnionWith(outdated);
        _throttle.Request();
    }

    private async Task DrawAsync()
    {
        HashSet<IPagePart> parts;
        lock (_lock) (parts, _changed) = (_changed, []);
        if (parts.Count == 0) return;
        if (Volatile.Read(ref _canvas) is { } canvas)
        {
            await canvas.DrawAsync(parts);
            return;
        }

        foreach (var part in parts) await part.OnPageAsync(part.Draw);
    }

    private void Unfollow(ITimedPart part)
    {
        lock (_lock)
        {
            _timed.Remove(part);
            if (_timed.Count == 0) Rest();
        }
    }

    private void Rest()
    {
        _ticks?.Dispose();
        _ticks = null;
    }

    private sealed class Following(PageUpdates owner, ITimedPart part) : IDisposable
    {
        public void Dispose() => owner.Unfollow(part);
    }
}
