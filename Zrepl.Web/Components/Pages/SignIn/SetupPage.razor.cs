using Microsoft.AspNetCore.Components;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Pages.SignIn;

/// <summary>Makes the first administrator with the setup token.</summary>
public sealed partial class SetupPage : ComponentBase
{
    private string? _problem;
    private bool _isClosed;
    private string _path = "";

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Goes on to the overview.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] private Setup Setup { get; init; } = null!; // always injected; its type is not public

    [Inject] private SetupToken Token { get; init; } = null!; // always injected; its type is not public

    [SupplyParameterFromForm] private SetupForm? Form { get; set; }

    [CascadingParameter] private HttpContext? Context { get; set; }

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        _path = Token.Path;
        if (Context is null) return;
        try
        {
            if (!await Setup.IsDueAsync(Context.RequestAborted)) Navigation.NavigateTo("/sign-in");
        }
        catch (DatabaseUnavailableException failure)
        {
            _isClosed = true;
            Say(StatusCodes.Status503ServiceUnavailable, DoorWords.Of(failure));
        }
    }

    private async Task MakeAsync()
    {
        if (Context is null || Form is null || _isClosed) return;
        if (Form.Password != Form.Again)
        {
            Say(StatusCodes.Status400BadRequest, "The two passwords differ. Enter the same one twice.");
            return;
        }

        try
        {
            var actor = await Setup.MakeAsync(
                Form.Token ?? "", Form.Name?.Trim() ?? "", Form.Password ?? "", Context.Address(), Context.Browser(), Context.RequestAborted);
            await SessionCookie.GiveAsync(Context, actor);
            Navigation.NavigateTo("/");
        }
        catch (SecurityRefusedException refused)
        {
            Say(StatusCodes.Status400BadRequest, refused.Message);
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

    private sealed class SetupForm
    {
        public string? Token { get; set; }

        public string? Name { get; set; }

        public string? Password { get; set; }

        public string? Again { get; set; }
    }
}
