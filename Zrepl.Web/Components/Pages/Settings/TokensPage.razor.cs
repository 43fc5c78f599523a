using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Live;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Tokens of the REST API: made, shown once, revoked. Administrators see everybody's.</summary>
public sealed partial class TokensPage : ActingComponent
{
    private const int UsualDays = 90;

    private ImmutableArray<ApiToken> _tokens = [];
    private bool _isAdministrator, _isRead;
    private Role? _role;
    private string? _problem;
    private string? _makeProblem;
    private string? _secret;
    private string _name = "";
    private TokenScope _scope = TokenScope.Read;
    private int _days = UsualDays;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>Asks before a token is revoked.</summary>
    [Inject] public required IDialogService Dialogs { get; init; }

    /// <summary>Where the API is.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    [Inject] private ApiTokens Tokens { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var actor = await ActorAsync();
            (_role, _isAdministrator) = (actor.Role, actor.May(Role.Administrator));
            _tokens = actor.UserId is { } user ? await Tokens.ListAsync(_isAdministrator ? null : user, CancellationToken.None) : [];
            (_problem, _isRead) = (null, true);
        }
        catch (DatabaseUnavailableException failure)
        {
            _problem = failure.Message + ".";
        }
    }

    private async Task MakeAsync()
    {
        _makeProblem = await DoAsync(async actor =>
        {
            TimeSpan? lifetime = _days == 0 ? null : TimeSpan.FromDays(_days);
            (_secret, _) = await Tokens.MakeAsync(actor, _name, _scope, lifetime, CancellationToken.None);
        });
        if (_makeProblem is null) _name = "";
        await LoadAsync();
    }

    private async Task RevokeAsync(ApiToken token)
    {
        var loss = new Loss(
            $"Revoke the token “{token.Name}”?", "Whatever uses it is refused from now on. It cannot be brought back; a new one can be made.", [], "Revoke");
        if (!await ConfirmLoss.AskAsync(Dialogs, loss)) return;
        await DoAsync(actor => Tokens.RevokeAsync(actor, token.Id, CancellationToken.None), $"{token.Name} is revoked.");
        await LoadAsync();
    }
}
