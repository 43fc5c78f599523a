using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>A list: of texts, or of sections with a type such as keep rules and hooks.</summary>
public sealed partial class ListField : ComponentBase
{
    private const string TitleOfRule = "keep rule";

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>The key.</summary>
    [Parameter, EditorRequired] public required FormField Field { get; set; }

    /// <summary>Where the list is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    private bool IsOfRules => Field.Item is { Kind: FieldKind.Variants, Type: TitleOfRule };

    private string TypeOf(FormPath place) => Form.Draft.Get(place.Key("type")) ?? "without a type";

    private void AddSection(string? type)
    {
        if (type is { Length: > 0 }) Form.Make(draft => draft.Add(At.Item(draft.Count(At)), FieldKind.Variants, type));
    }
}
