using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>Name of a dataset or snapshot. It is never cut; where room is short it breaks after a slash, and its last part stands out.</summary>
public sealed partial class DatasetName : ComponentBase
{
    private ImmutableArray<(string Text, bool IsLast)> _parts = [];

    /// <summary>The whole name.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        var names = Name.Split('/');
        _parts = [.. names.Select((name, index) => index < names.Length - 1 ? (name + "/", false) : (name, true))];
    }
}
