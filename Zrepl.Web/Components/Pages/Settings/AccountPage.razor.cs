using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>What somebody can do about their own account: another password, ends of sessions elsewhere.</summary>
public sealed partial class AccountPage : ActingComponent
{
    private Actor? _actor;
    private ImmutableArray<Session> _sessions = [];
    private bool? _isExternal;
    private string? _problem;
    private string? _passwordProblem;
    private string _present = "";
    private string _new = "";
    private string _again = "";

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private UserAccounts Accounts { get; init; } = null!; // always injected; its type is not public

    [Inject] private Sessions Sessions { get; init; } = null!; // always injected; its type is not public

    [Inject] private SignInDesk Desk { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _actor = await ActorAsync();
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        if (_actor is not { SessionId: not null, UserId: { } user }) return;
        try
        {
            _isExternal ??= (await Accounts.ListAsync(CancellationToken.None)).Any(one => one.Id == user && one.IsExternal);
            _sessions = await Sessions.OfAsync(user, CancellationToken.None);
            _problem = null;
        }
        catch (DatabaseUnavailableException failure)
        {
            _isExternal ??= false;
            _problem = failure.Message + ".";
        }
    }

    private async Task ChangePasswordAsync()
    {
        if (_new != _again)
        {
            _passwordProblem = "The two new passwords differ. Enter the same one twice.";
            return;
        }

        _passwordProblem = await DoAsync(async actor =>
        {
            await Desk.ConfirmAsync(actor, _present, CancellationToken.None);
            await Accounts.SetPasswordAsync(actor.Name, _new, actor, CancellationToken.None);
        }, "The password is changed. Other browsers are signed out.");
        (_present, _new, _again) = ("", "", "");
        await LoadAsync();
    }

    private async Task EndAsync(string session)
    {
        await DoAsync(actor => Sessions.EndOwnAsync(actor, session, CancellationToken.None), "That browser is signed out.");
        await LoadAsync();
    }
}
