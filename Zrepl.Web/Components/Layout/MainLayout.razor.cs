using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;
using Zrepl.Web.Components.Theme;

namespace Zrepl.Web.Components.Layout;

/// <summary>The frame around every page: rail, top line, banners, and what a page that fails leaves behind.</summary>
public sealed partial class MainLayout : LayoutComponentBase
{
    private MudThemeProvider? _provider;
    private ErrorBoundary? _boundary;
    private ThemeChoice _choice;
    private bool _isDark;

    /// <summary>The installation.</summary>
    [Inject] public required DashboardFacts Facts { get; init; }

    /// <summary>For the theme, which the browser has to know at once.</summary>
    [Inject] public required IJSRuntime Script { get; init; }

    /// <summary>The address of the page.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    [CascadingParameter] private ThemeChoice Initial { get; set; }

    private string SkipTo => "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('#')[0] + "#main";

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _choice = Initial;
        _isDark = _choice is ThemeChoice.Dark;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => _boundary?.Recover(); // another page deserves another try

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || _provider is null) return;
        await Script.InvokeVoidAsync("zrepl.live");
        await _provider.WatchSystemDarkModeAsync(OnSystemThemeAsync);
        await OnSystemThemeAsync(await _provider.GetSystemDarkModeAsync());
    }

    private async Task OnSystemThemeAsync(bool isDark)
    {
        if (_choice is not ThemeChoice.System || isDark == _isDark) return;
        _isDark = isDark;
        await InvokeAsync(StateHasChanged);
    }

    private async Task ChooseAsync(ThemeChoice choice)
    {
        _choice = choice;
        await Script.InvokeVoidAsync("zrepl.setTheme", choice.Word());
        _isDark = choice is ThemeChoice.Dark || (choice is ThemeChoice.System && _provider is not null && await _provider.GetSystemDarkModeAsync());
    }
}
