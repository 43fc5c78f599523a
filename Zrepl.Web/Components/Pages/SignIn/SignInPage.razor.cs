using Microsoft.AspNetCore.Components;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.OpenId;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SecondFactor;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>Name and password, then a code if the account wants one. Plain forms: nothing is connected before somebody is signed in.</summary>
public sealed partial class SignInPage : ComponentBase
{
    private string? _problem;
    private string? _note;
    private string? _ticket;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Goes on to the page that was asked for.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private Setup Setup { get; init; } = null!; // always injected; its type is not public

    [Inject] private OpenIdOptions OpenId { get; init; } = null!; // always injected; its type is not public

    [Inject] private SignInDesk Desk { get; init; } = null!; // always injected; its type is not public

    /// <summary>Where to go afterwards.</summary>
    [SupplyParameterFromQuery(Name = "return")] public string? Return { get; set; }

    /// <summary>Set after signing out.</summary>
    [SupplyParameterFromQuery(Name = "out")] public string? Out { get; set; }

    /// <summary>Why a session ended that was open.</summary>
    [SupplyParameterFromQuery(Name = "ended")] public string? Ended { get; set; }

    /// <summary>Why the identity provider's word was not enough.</summary>
    [SupplyParameterFromQuery(Name = "refused")] public string? Refused { get; set; }

    private string OpenIdPath => OpenIdSignIn.Path + QueryString.Create("return", LocalAddress.Of(Return));

    [SupplyParameterFromForm(FormName = "sign-in")] private SignInForm? Form { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in-code")] private CodeForm? Step { get; set; }

    [CascadingParameter] private HttpContext? Context { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        _ticket = Step?.Ticket;
        if (Out is not null) _note = "You are signed out.";
        if (Ended is { Length: > 0 }) _note = "Your session ended. Sign in again to go on.";
        if (Form.Name is null && Step is null) _problem = OpenIdRefusal.Sentence(Refused, OpenId.DisplayName);
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
            var answer = await Desk.SignInAsync(
                Form.Name?.Trim() ?? "", Form.Password ?? "", Context.Address(), Context.Browser(), Context.RequestAborted);
            if (answer is SignInAnswer.Open open) await EnterAsync(Context, open.Actor);
            else if (answer is SignInAnswer.WantsCode wants) _ticket = wants.Ticket;
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

    private async Task ContinueAsync()
    {
        if (Context is null || Step is null || _problem is not null) return;
        try
        {
            await EnterAsync(Context, await Desk.ContinueAsync(Step.Ticket ?? "", Step.Code ?? "", Context.Address(), Context.Browser(), Context.RequestAborted));
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

    private async Task EnterAsync(HttpContext context, Actor actor)
    {
        await SessionCookie.GiveAsync(context, actor);
        Navigation.NavigateTo(LocalAddress.Of(Return));
    }

    private void Say(int status, string problem)
    {
        _problem = problem;
        if (Context is { Response.HasStarted: false } context) context.Response.StatusCode = status;
    }

    private sealed class CodeForm
    {
        public string? Ticket { get; set; }

        public string? Code { get; set; }
    }

    private sealed class SignInForm
    {
        public string? Name { get; set; }

        public string? Password { get; set; }
    }
}
