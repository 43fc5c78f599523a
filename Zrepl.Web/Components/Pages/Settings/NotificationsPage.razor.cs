using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Data;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Pages.Settings;

/// <summary>Who is told and how, whether it arrives, and what is remembered.</summary>
public sealed partial class NotificationsPage : ActingComponent, IDisposable
{
    private NotificationsForm _form = new();
    private NotificationSettings _shown = NotificationSettings.None;
    private ImmutableArray<AlertState> _known = [];
    private string? _problem, _saveProblem;
    private bool _isLoaded, _isTesting;
    private IDisposable? _subscription;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    [Inject] private NotificationStore Store { get; init; } = null!; // always injected; its type is not public

    [Inject] private TestMessages Tests { get; init; } = null!; // always injected; its type is not public

    [Inject] private AlertWatch Watch { get; init; } = null!; // always injected; its type is not public

    [Inject] private DeliveryBoard Board { get; init; } = null!; // given before the first rendering

    /// <summary>Tells that time goes by.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    /// <inheritdoc/>
    public void Dispose() => _subscription?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        try
        {
            await Store.LoadAsync(CancellationToken.None);
        }
        catch (DatabaseUnavailableException failure)
        {
            _problem = $"The saved settings cannot be read: {failure.Message}.";
        }

        Show();
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) _subscription = Board.Subscribe(() => _ = InvokeAsync(Refresh)).With(Clock, () => _ = InvokeAsync(RefreshKnown));
    }

    private static string Keeps(string? url, string otherwise) => url is { Length: > 0 } ? $"{NotificationRules.Shown(url)} is set; empty keeps it" : otherwise;

    private static string FirstOf(HeartbeatSettings heartbeat) =>
        new[] { heartbeat.SuccessUrl, heartbeat.StartUrl, heartbeat.FailUrl }.FirstOrDefault(url => url.Length > 0) ?? "";

    private void Show()
    {
        _shown = Store.Current;
        _form = NotificationsForm.Of(_shown);
        _known = Watch.Known;
        _isLoaded = true;
    }

    // What is remembered changes also when nothing is delivered: nobody may be set to hear of it.
    private void RefreshKnown()
    {
        if (!Watch.Known.SequenceEqual(_known)) Refresh();
    }

    private void Refresh()
    {
        _known = Watch.Known;
        StateHasChanged();
    }

    private async Task SaveAsync()
    {
        var settings = _form.Over(_shown);
        _saveProblem = await DoAsync(actor => Store.SaveAsync(actor, settings, CancellationToken.None), "Saved.");
        if (_saveProblem is null) Show();
    }

    private async Task ResetAsync()
    {
        _saveProblem = await DoAsync(actor => Store.SaveAsync(actor, null, CancellationToken.None), "The host's settings are in force again.");
        if (_saveProblem is null) Show();
    }

    // A test goes by what is saved; what stands in the form must be that.
    private bool IsSaved(string channel)
    {
        var typed = _form.Over(_shown);
        return channel == "mail" ? _shown.Mail is { } mail && typed.Mail == mail : _shown.Webhook is { } webhook && typed.Webhook == webhook;
    }

    private async Task TestAsync(string channel)
    {
        if (!IsSaved(channel)) // what was typed last came together with the click
        {
            Tell("Save first: the test goes where the saved settings say.", isDone: false);
            return;
        }

        _isTesting = true;
        try
        {
            await DoAsync(async actor =>
            {
                try
                {
                    await Tests.SendAsync(actor, channel, CancellationToken.None);
                    Tell("The test arrived, as far as the other side says.", isDone: true);
                }
                catch (DeliveryException failure)
                {
                    Tell($"The test did not arrive: {failure.Message}.", isDone: false);
                }
            });
        }
        finally
        {
            _isTesting = false;
        }
    }
}
