using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Zrepl.Web.Components.Shared;

/// <summary>Asks before something is lost, and names it.</summary>
public sealed partial class ConfirmLoss : ComponentBase
{
    private string _typed = "";

    /// <summary>The question.</summary>
    [Parameter, EditorRequired] public required Loss Loss { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!; // set by MudBlazor for every dialog

    private bool IsConfirmed => Loss.TypeToConfirm is not { } word || _typed.Trim() == word;

    /// <summary>Asks.</summary>
    /// <returns>True only if the reader pressed the button that loses.</returns>
    public static async Task<bool> AskAsync(IDialogService dialogs, Loss loss)
    {
        var parameters = new DialogParameters<ConfirmLoss> { { dialog => dialog.Loss, loss } };
        var options = new DialogOptions { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };
        var dialog = await dialogs.ShowAsync<ConfirmLoss>(null, parameters, options);
        return await dialog.Result is { Canceled: false };
    }

    private void Confirm() => Dialog.Close(DialogResult.Ok(true));
}
