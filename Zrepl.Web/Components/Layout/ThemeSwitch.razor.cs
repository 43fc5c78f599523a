using Microsoft.AspNetCore.Components;
using MudBlazor;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Web.Components.Layout;

/// <summary>Goes through the themes: as the browser prefers, light, dark.</summary>
public sealed partial class ThemeSwitch : ComponentBase
{
    /// <summary>The chosen theme.</summary>
    [Parameter, EditorRequired] public required ThemeChoice Choice { get; set; }

    /// <summary>Another one was chosen.</summary>
    [Parameter] public EventCallback<ThemeChoice> ChoiceChanged { get; set; }

    private string Title => $"Theme: {Words(Choice)}. Switch to {Words(Choice.Next())}.";

    private string Icon => Choice switch
    {
        ThemeChoice.Light => Icons.Material.Outlined.LightMode,
        ThemeChoice.Dark => Icons.Material.Outlined.DarkMode,
        _ => Icons.Material.Outlined.BrightnessAuto,
    };

    private static string Words(ThemeChoice choice) => choice is ThemeChoice.System ? "as the browser prefers" : choice.Word();

    private Task SwitchAsync() => ChoiceChanged.InvokeAsync(Choice.Next());
}
