using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Components.Pages.Configuration;

/// <summary>What saving would do: in words, then the lines.</summary>
public sealed partial class ReviewPanel : ComponentBase
{
    private ImmutableArray<ReviewLine> _lines = [];

    /// <summary>What was found out.</summary>
    [Parameter, EditorRequired] public required ConfigurationReview Review { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _lines = Review.Change is { } change ? ReviewLine.Of(change) : [];
}
