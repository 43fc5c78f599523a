using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Runs;

/// <summary>What a run replicated, dataset by dataset and step by step.</summary>
public sealed partial class RunDatasets : ComponentBase
{
    private string _filter = "";

    /// <summary>The datasets.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<RunDatasetLine> Lines { get; set; }

    private ICollection<RunDatasetLine> Shown =>
        _filter.Trim() is { Length: > 0 } text ? [.. Lines.Where(line => line.Name.Contains(text, StringComparison.OrdinalIgnoreCase))] : Lines;
}
