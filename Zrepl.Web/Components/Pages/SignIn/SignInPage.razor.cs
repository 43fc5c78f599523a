using Microsoft.AspNetCore.Components;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>Name and password. A plain form: nothing is connected before somebody is signed in.</summary>
public sealed partial class SignInPage : ComponentBase
{
    private string? _problem;
    private string? _note;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Goes on to the page that was asked for.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private Setup Setup { get; init; } = null!; // always injected; its type is not public

    [Inject] private SignInDesk Desk { get; init; } = null!; // always injected; its type is not public

    /// <summary>Where to go afterwards.</summary>
    [SupplyParameterFromQuery(Name = "return")] public string? Return { get; set; }

    /// <summary>Set after signing out.</summary>
    [SupplyParameterFromQuery(Name = "out")] public string? Out { get; set; }

    /// <summary>Why a session ended that was open.</summary>
    [SupplyParameterFromQuery(Name = "ended")] public string? Ended { get; set; }

    [SupplyParameterFromForm] private SignInForm? Form { get; set; }

    [CascadingParameter] private HttpContext? Context { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        if (Out is not null) _note = "You are signed out.";
        if (Ended is { Length: > 0 }) _note = "Your session ended. Sign in again to go on.";
        if (Context is null) return;
        try
        {
            if (await Setup.IsDueAsync(Context.RequestAborted)) Navigation.NavigateTo("/setup");
            else if (Context.User.Identity is { IsAuthenticated: true }
                && HttpMethods.IsGet(Context.Request.Method)) Navigation.NavigateTo(LocalAddress.Of(Return));
        }
        catch (DatabaseUnavailableException failure)
        {
            Say(StatusCodes.Status503ServiceUnavailable, DoorWords.Of(failure));
        }
    }

    private async Task SignInAsync()
    {
        if (Context is null || Form is null || _problem is not null) return;
        try
        {
            var actor = await Desk.SignInAsync(
                Form.Name?.Trim() ?? "", Form.Password ?? "", Context.Address(), Context.Browser(), Context.RequestAborted);
            await SessionCookie.GiveAsync(Context, actor);
            Navigation.NavigateTo(LocalAddress.Of(Return));
        }
        catch (SecurityRefusedException refused)
        {
            Say(StatusCodes.Status401Unauthorized, refused.Message);
        }
        catch (DatabaseUnavailableException failure)
        {
            Say(StatusCodes.Status503ServiceUnavailable, DoorWords.Of(failure));
        }
    }

    private void Say(int status, string problem)
    {
        _problem = problem;
        if (Context is { Response.HasStarted: false } context) context.Response.StatusCode = status;
    }

    private sealed class SignInForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
