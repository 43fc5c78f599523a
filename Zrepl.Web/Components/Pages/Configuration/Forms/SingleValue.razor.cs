using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>Asks for a single value.</summary>
public sealed partial class SingleValue : ComponentBase
{
    private const string Yes = "true", No = "false";

    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>What it is.</summary>
    [Parameter, EditorRequired] public required FormField Field { get; set; }

    /// <summary>Where it is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    /// <summary>What it is, for screen readers, where no label stands beside it.</summary>
    [Parameter] public string? Label { get; set; }

    private string Id => FieldWords.Id(At);

    private string? Value => Form.Draft.Get(At);

    private bool IsOn => Form.Draft.GetSwitch(At) ?? Field.Default == Yes;

    private string Placeholder => Field.Default is { } value ? value.Trim('"') : Field.IsRequired ? "" : "none";

    // A word that is not among those allowed is shown all the same: it stands in the file.
    private IEnumerable<string> Words => Value is { } value && !Field.Choices.Contains(value) ? Field.Choices.Prepend(value) : Field.Choices;

    private void Put(string? value) => Form.Set(At, Field, value?.Trim() ?? "");
}
