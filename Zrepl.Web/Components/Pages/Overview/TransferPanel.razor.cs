using Microsoft.AspNetCore.Components;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>A replication under way: the whole of it, and below it the datasets at work.</summary>
public sealed partial class TransferPanel : ComponentBase
{
    /// <summary>The replication.</summary>
    [Parameter, EditorRequired] public required TransferLine Transfer { get; set; }
}
