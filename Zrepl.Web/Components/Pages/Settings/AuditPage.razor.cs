using Microsoft.AspNetCore.Components;
using Zrepl.Web.Data;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Who did what, also what was refused.</summary>
public sealed partial class AuditPage : ComponentBase
{
    private const int AtOnce = 100;

    private List<AuditEntity> _entries = [];
    private bool _hasMore;
    private string _text = "";
    private string? _problem;
    private bool _isRead;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private AuditTrail Audit { get; init; } = null!; // always injected; its type is not public

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private Task LoadAsync() => ReadAsync([]);

    private Task MoreAsync() => ReadAsync(_entries);

    private Task FilterAsync(string? text)
    {
        _text = text ?? "";
        return LoadAsync();
    }

    private async Task ReadAsync(List<AuditEntity> before)
    {
        try
        {
            var more = await Audit.ReadAsync(before.Count == 0 ? null : before[^1].Id, _text.Trim(), AtOnce + 1, CancellationToken.None);
            _hasMore = more.Count > AtOnce;
            _entries = [.. before, .. more.Take(AtOnce)];
            (_problem, _isRead) = (null, true);
        }
        catch (DatabaseUnavailableException failure)
        {
            _problem = failure.Message + ".";
        }
    }
}
