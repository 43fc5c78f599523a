using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.SecondFactor;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Sets up an authenticator for whoever looks at it, or removes it. Either needs the password again: a browser left open is not enough.</summary>
public sealed partial class AuthenticatorCard : ActingComponent
{
    private int? _left;
    private TotpOffer? _offer;
    private ImmutableArray<string> _codes = [];
    private string? _trouble;
    private string? _problem;
    private string _password = "";
    private string _code = "";

    /// <summary>Who looks at it; has a session.</summary>
    [Parameter, EditorRequired] public required Actor Actor { get; set; }

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private SecondFactors Factors { get; init; } = null!; // always injected; its type is not public

    [Inject] private UserAccounts Accounts { get; init; } = null!; // always injected; its type is not public

    [Inject] private SignInDesk Desk { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _left = await Factors.RecoveryCodesLeftAsync(Actor.UserId ?? 0, CancellationToken.None); // no user has the number 0
            _trouble = null;
        }
        catch (DatabaseUnavailableException failure)
        {
            _trouble = failure.Message + ".";
        }
    }

    private async Task ConfirmAsync()
    {
        var isRemoval = _left is not null;
        _problem = await DoAsync(async actor =>
        {
            await Desk.ConfirmAsync(actor, _password, CancellationToken.None);
            if (isRemoval) await Accounts.RemoveAuthenticatorAsync(actor.Name, actor, CancellationToken.None);
            else _offer = TotpCodes.Offer(Facts.HostName, actor.Name);
        }, isRemoval ? "The authenticator is removed. The password alone lets you in." : "");
        (_password, _code) = ("", "");
        if (isRemoval) await LoadAsync();
    }

    private async Task SetUpAsync()
    {
        if (_offer is not { } offer) return;
        _problem = await DoAsync(async actor =>
        {
            _codes = await Factors.SetUpAsync(actor, offer, _code, CancellationToken.None);
            _offer = null;
        }, "From now on signing in needs a code of the authenticator.");
        _code = "";
        await LoadAsync();
    }
}
