using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>How a job reaches the other side, or who reaches it, and how long its certificate holds. Looked at once a minute: the file may be renewed.</summary>
public sealed partial class PeerCard : ComponentBase
{
    private ImmutableArray<PeerFact> _facts = [];
    private object? _shown;

    /// <summary>How the job is defined.</summary>
    [Parameter, EditorRequired] public required JobDefinition Definition { get; set; }

    /// <summary>The certificates.</summary>
    [Inject] public required JobCertificates Certificates { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var asked = (Definition, Minute: Clock.Now.Ticks / TimeSpan.TicksPerMinute);
        if (asked.Equals(_shown)) return;
        _shown = asked;
        _facts = PeerFact.Of(Definition, Certificates.Of(Definition), Clock.Now);
    }
}
