using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Layout;

/// <summary>Says that this is the demonstration, and what of it goes wrong on purpose. As high whatever it says: it stands above every page.</summary>
public sealed partial class DemoBanner : LiveComponent
{
    private StagedFault? _now;

    /// <summary>What goes wrong on purpose.</summary>
    [Inject] public required StagedFaults Faults { get; init; }

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    /// <inheritdoc/>
    protected override void OnInitialized() => _now = Faults.Now;

    /// <inheritdoc/>
    protected override IDisposable Subscribe() => Clock.Subscribe(() => _ = UpdateAsync(Look));

    private bool Look()
    {
        var before = _now;
        _now = Faults.Now;
        return _now != before;
    }
}
