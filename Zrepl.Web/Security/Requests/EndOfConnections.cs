using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Security.Requests;

/// <summary>
/// Cuts the live connections of a page when its session ends. The page is told first and leaves by itself; one that does not is cut off all the same.
/// </summary>
internal sealed class EndOfConnections(RequestDelegate next, LiveSessions live, TimeProvider clock)
{
    private static readonly TimeSpan TimeToLeave = TimeSpan.FromSeconds(2);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal) || Actor.Of(context.User).SessionId is not { } session)
        {
            await next(context);
            return;
        }

        var cut = new Cut(context, clock);
        using var listening = live.Listen(session, _ => cut.Begin());
        try
        {
            await next(context);
        }
        finally
        {
            cut.Dispose(); // the context is used for another request afterwards
        }
    }

    private sealed class Cut(HttpContext context, TimeProvider clock) : IDisposable
    {
        private readonly Lock _lock = new();
        private ITimer? _timer;
        private bool _isOver;

        public void Begin()
        {
            lock (_lock)
            {
                if (!_isOver) _timer ??= clock.CreateTimer(_ => Abort(), null, TimeToLeave, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isOver = true;
                _timer?.Dispose();
            }
        }

        private void Abort()
        {
            lock (_lock)
            {
                if (!_isOver) context.Abort();
            }
        }
    }
}
