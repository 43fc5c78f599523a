using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Shared;

/// <summary>An amount of bytes; the exact number is told to the pointer.</summary>
public sealed partial class Bytes : ComponentBase
{
    /// <summary>How many bytes.</summary>
    [Parameter, EditorRequired] public required long Amount { get; set; }

    private string Exactly => Amount.ToString("#,0", CultureInfo.InvariantCulture) + " bytes";
}
