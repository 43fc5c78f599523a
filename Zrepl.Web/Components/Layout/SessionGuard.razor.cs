using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Zrepl.Web.Security;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Layout;

/// <summary>
/// Shows what is inside only while the session lasts. When it ends, by a sign-out in another tab or because rights were taken away, the page empties
/// at once and goes to the sign-in; its connection is cut shortly afterwards, whatever the browser does.
/// </summary>
public sealed partial class SessionGuard : ComponentBase, IDisposable
{
    private IDisposable? _listening;
    private bool _isOver;

    /// <summary>The page.</summary>
    [Parameter, EditorRequired] public required RenderFragment ChildContent { get; set; }

    /// <summary>Tells of ends.</summary>
    [Inject] public required LiveSessions Live { get; init; }

    /// <summary>Leads to the sign-in.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [CascadingParameter] private Task<AuthenticationState>? State { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _listening?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || State is null || Actor.Of((await State).User).SessionId is not { } session) return;
        _listening = Live.Listen(session, _ => InvokeAsync(End));
    }

    private void End()
    {
        _isOver = true;
        StateHasChanged();
        var page = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
        Navigation.NavigateTo($"/sign-in?ended=1&return={Uri.EscapeDataString(page)}", forceLoad: true);
    }
}
