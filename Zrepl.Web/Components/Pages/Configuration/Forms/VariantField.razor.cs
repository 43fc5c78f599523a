using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>A section whose type says which keys it has.</summary>
public sealed partial class VariantField : ComponentBase
{
    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>The key.</summary>
    [Parameter, EditorRequired] public required FormField Field { get; set; }

    /// <summary>Where its value is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    private FormPath TypeAt => At.Key("type");

    private string? Type => Form.Draft.Get(TypeAt);

    private FormSection? Section => Field.SectionOf(Type);

    private string TypeLabel => Field.Name is "snapshotting" ? "When" : "How";

    private void Choose(string? type)
    {
        if (Field.SectionOf(type) is { } section) Form.Make(draft => draft.SetType(At, section));
    }
}
