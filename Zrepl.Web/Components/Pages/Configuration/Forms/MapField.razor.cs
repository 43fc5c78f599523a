using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Values under keys that the operator chooses: datasets of a filter, clients, properties.</summary>
public sealed partial class MapField : ComponentBase
{
    private string _new = "";

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>The key.</summary>
    [Parameter, EditorRequired] public required FormField Field { get; set; }

    /// <summary>Where the map is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    private string KeyLabel => Field.Name switch
    {
        "filesystems" or "datasets" => "Dataset, or dataset< with all below it",
        "clients" => "Address or network",
        "override" => "Property",
        _ => "Key",
    };

    private string Placeholder => Field.Name switch
    {
        "filesystems" or "datasets" => "tank/home<",
        "clients" => "192.0.2.10",
        "override" => "canmount",
        _ => "",
    };

    private void Add()
    {
        var key = _new.Trim();
        if (key.Length == 0 || Field.Item is not { } item) return;
        if (!Form.Draft.Has(At.Entry(key))) Form.Make(draft => draft.Add(At.Entry(key), item.Kind, item.Kind == FieldKind.Switch ? "true" : ""));
        _new = "";
    }

    private void Rename(string key, string? name)
    {
        if (name?.Trim() is { Length: > 0 } changed && changed != key && !Form.Draft.Has(At.Entry(changed))) Form.Make(draft => draft.Rename(At.Entry(key), changed));
    }
}
