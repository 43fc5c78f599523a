using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Accounts;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Who may sign in, and as what.</summary>
public sealed partial class UsersPage : ActingComponent
{
    private ImmutableArray<User> _users = [];
    private string? _problem;
    private string? _addProblem;
    private User? _passwordOf;
    private string _newPassword = "";
    private string _name = "";
    private string _password = "";
    private Role _role = Role.Viewer;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Asks before somebody is removed.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] private UserAccounts Accounts { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _users = await Accounts.ListAsync(CancellationToken.None);
            _problem = null;
        }
        catch (DatabaseUnavailableException failure)
        {
            _problem = failure.Message + ".";
        }
    }

    private async Task AddAsync()
    {
        _addProblem = await ChangeAsync(
            actor => Accounts.AddAsync(_name.Trim(), _password, _role, actor, CancellationToken.None), $"{_name.Trim()} may sign in.");
        if (_addProblem is null) (_name, _password, _role) = ("", "", Role.Viewer);
    }

    private async Task SetPasswordAsync(User user)
    {
        var problem = await ChangeAsync(
            actor => Accounts.SetPasswordAsync(user.Name, _newPassword, actor, CancellationToken.None), $"{user.Name} has another password.");
        if (problem is null) _passwordOf = null;
        _newPassword = "";
    }

    private async Task SetRoleAsync(User user, string? word)
    {
        if (Roles.Of(word) is not { } role || role == user.Role) return;
        await ChangeAsync(
            actor => Accounts.SetRoleAsync(user.Name, role, actor, CancellationToken.None), $"{user.Name} is {role.Word()} now and has to sign in again.");
    }

    private async Task UnlockAsync(User user) =>
        await ChangeAsync(actor => Accounts.UnlockAsync(user.Name, actor, CancellationToken.None), $"{user.Name} can sign in again.");

    private async Task RemoveAsync(User user)
    {
        var loss = new Loss(
            $"Remove {user.Name}?", "Their sessions end and their tokens stop working at once; programs that use those are locked out.", [], "Remove");
        if (!await ConfirmLoss.AskAsync(Dialogs, loss)) return;
        await ChangeAsync(actor => Accounts.RemoveAsync(user.Name, actor, CancellationToken.None), $"{user.Name} is removed.");
    }

    private async Task<string?> ChangeAsync(Func<Actor, Task> change, string done)
    {
        var problem = await DoAsync(change, done);
        await LoadAsync();
        return problem;
    }
}
