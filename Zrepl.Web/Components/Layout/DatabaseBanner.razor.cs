using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Layout;

/// <summary>Says on every page that the database is in trouble, since when, and what to do.</summary>
public sealed partial class DatabaseBanner : LiveComponent
{
    private const int Seconds = 2;

    private HistoryHealth _health = HistoryHealth.Working;
    private bool _isRead;

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    [Inject] private HistoryWriter Writer { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override void OnInitialized() => _health = Writer.Health;

    /// <inheritdoc/>
    protected override IDisposable Subscribe()
    {
        var ticks = 0;
        return Clock.Subscribe(() =>
        {
            if (Interlocked.Increment(ref ticks) % Seconds == 0 && Writer.Health != _health) _ = UpdateAsync(() => _health = Writer.Health);
        });
    }
}
