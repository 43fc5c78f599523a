using MudBlazor;

namespace Zrepl.Web.Components.Shared;

/// <summary>How a state is shown. Never by colour alone: icons differ in shape.</summary>
internal static class StateLook
{
    /// <summary>The icon.</summary>
    public static string Icon(this StateKind kind) => kind switch
    {
        StateKind.Failed => Icons.Material.Filled.Error,
        StateKind.Late => Icons.Material.Filled.WatchLater,
        StateKind.Running => Icons.Material.Filled.PlayCircle,
        StateKind.Paused => Icons.Material.Filled.PauseCircle,
        StateKind.Ok => Icons.Material.Filled.CheckCircle,
        _ => Icons.Material.Filled.RadioButtonUnchecked,
    };

    /// <summary>The class that gives the colour.</summary>
    public static string Class(this StateKind kind) => kind switch
    {
        StateKind.Failed => "is-failed",
        StateKind.Late => "is-late",
        StateKind.Running => "is-running",
        StateKind.Paused => "is-paused",
        StateKind.Ok => "is-ok",
        _ => "is-idle",
    };

    /// <summary>The word when nobody gives a better one.</summary>
    public static string Word(this StateKind kind) => kind switch
    {
        StateKind.Failed => "failed",
        StateKind.Late => "late",
        StateKind.Running => "running",
        StateKind.Paused => "paused",
        StateKind.Ok => "ok",
        _ => "idle",
    };
}
