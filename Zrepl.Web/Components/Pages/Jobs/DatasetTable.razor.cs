using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>The datasets of a replication; only those on the screen are in the page, so there may be many thousands.</summary>
public sealed partial class DatasetTable : ComponentBase
{
    private string _filter = "";

    /// <summary>The job.</summary>
    [Parameter, EditorRequired] public required string Job { get; set; }

    /// <summary>The datasets.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<DatasetLine> Lines { get; set; }

    private ICollection<DatasetLine> Shown =>
        _filter.Trim() is { Length: > 0 } text ? [.. Lines.Where(line => line.Name.Contains(text, StringComparison.OrdinalIgnoreCase))] : Lines;

    private string Counts => string.Join(" · ", new[]
    {
        $"{Lines.Length}", Part(StateKind.Failed, "failed"), Part(StateKind.Running, "at work"), Part(StateKind.Idle, "waiting"), Part(StateKind.Ok, "done"),
    }.Where(part => part.Length > 0));

    private string Part(StateKind kind, string word) => Lines.Count(line => line.Kind == kind) is > 0 and var count ? $"{count} {word}" : "";
}
