using Zrepl.Engine.Freshness;

namespace Zrepl.Web.Components.Shared;

/// <summary>What freshness means to the reader.</summary>
internal static class FreshnessLook
{
    /// <summary>The kind of state.</summary>
    public static StateKind Kind(this FreshnessState state) => state switch
    {
        FreshnessState.Broken => StateKind.Failed,
        FreshnessState.Late => StateKind.Late,
        FreshnessState.Ok => StateKind.Ok,
        _ => StateKind.Idle,
    };
}
