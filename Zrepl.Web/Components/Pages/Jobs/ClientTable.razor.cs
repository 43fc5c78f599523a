using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>Who connects to a sink or source job.</summary>
public sealed partial class ClientTable : ComponentBase
{
    /// <summary>The clients.</summary>
    [Parameter, EditorRequired] public required ImmutableArray<ClientStatus> Clients { get; set; }
}
