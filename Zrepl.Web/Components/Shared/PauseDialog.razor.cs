using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Web.Live;

namespace Zrepl.Web.Components.Shared;

/// <summary>Asks how long a pause is to last.</summary>
public sealed partial class PauseDialog : ComponentBase
{
    private const string Hour = "hour", EightHours = "hours", Morning = "morning", Other = "other", Open = "open";
    private const int MorningHour = 6;

    private static readonly (string Key, string Words)[] Choices =
        [(Hour, "in an hour"), (EightHours, "in eight hours"), (Morning, "tomorrow morning"), (Other, "another time"), (Open, "somebody resumes")];

    private string _chosen = Hour;
    private DateTime _other;
    private string? _problem;

    /// <summary>What is paused.</summary>
    [Parameter, EditorRequired] public required string What { get; set; }

    /// <summary>The time.</summary>
    [Inject] public required LiveClock Clock { get; init; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!; // set by MudBlazor for every dialog

    /// <summary>Asks.</summary>
    /// <returns>Null if nothing is to be paused.</returns>
    public static async Task<PauseChoice?> AskAsync(IDialogService dialogs, string what)
    {
        var parameters = new DialogParameters<PauseDialog> { { dialog => dialog.What, what } };
        var dialog = await dialogs.ShowAsync<PauseDialog>(null, parameters,
            new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true });
        return await dialog.Result is { Canceled: false, Data: PauseChoice choice } ? choice : null;
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => _other = Clock.Now.Date.AddDays(1).AddHours(MorningHour);

    private DateTimeOffset? EndOf(string key) => key switch
    {
        Hour => Clock.Now.AddHours(1),
        EightHours => Clock.Now.AddHours(8),
        Morning => Local(Clock.Now.Date.AddDays(1).AddHours(MorningHour)),
        Other => Local(_other),
        _ => null,
    };

    // The offset of that day, not of today: clocks may be changed in between.
    private DateTimeOffset Local(DateTime time) => Clock.AtLocal(time);

    private void Confirm()
    {
        var until = EndOf(_chosen);
        if (until <= Clock.Now) _problem = "That time is over already.";
        else Dialog.Close(DialogResult.Ok(new PauseChoice(until)));
    }
}
