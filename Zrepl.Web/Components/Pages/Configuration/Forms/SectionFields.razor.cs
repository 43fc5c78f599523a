using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>The keys of a section: those it needs, and the others folded away unless the job says one of them.</summary>
public sealed partial class SectionFields : ComponentBase
{
    private bool _isOpen;

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>The section.</summary>
    [Parameter, EditorRequired] public required FormSection Section { get; set; }

    /// <summary>Where it is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    private ImmutableArray<FormField> First => More.IsEmpty ? Section.Fields : [.. Section.Fields.Where(one => one.IsRequired)];

    // A section of which nothing is needed shows all it has.
    private ImmutableArray<FormField> More => Section.Fields.Any(one => one.IsRequired) ? [.. Section.Fields.Where(one => !one.IsRequired)] : [];

    /// <inheritdoc/>
    protected override void OnParametersSet() =>
        _isOpen |= More.Any(one => Form.Draft.Has(At.Key(one.Name)) || Form.HasProblemsIn(At.Key(one.Name)));
}
