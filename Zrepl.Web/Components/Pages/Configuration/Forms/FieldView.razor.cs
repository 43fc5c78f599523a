using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing.Forms;

namespace Zrepl.Web.Components.Pages.Configuration.Forms;

/// <summary>One key: what it is, its value, what holds without it, what is wrong with it. What the form cannot change is shown with a way to the text.</summary>
public sealed partial class FieldView : ComponentBase
{
    /// <summary>The form.</summary>
    [Parameter, EditorRequired] public required JobForm Form { get; set; }

    /// <summary>The key.</summary>
    [Parameter, EditorRequired] public required FormField Field { get; set; }

    /// <summary>Where its value is.</summary>
    [Parameter, EditorRequired] public required FormPath At { get; set; }

    private bool IsWrong => Form.ProblemsAt(At).Any(problem => problem.Severity == ProblemSeverity.Error);

    private string TextAddress(int line) => FormAddress.OfText(Form.File, line);
}
