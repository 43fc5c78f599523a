namespace Zrepl.Web.Components;

/// <summary>What every page tells about this installation. The host may register its own before <c>AddZreplDashboard</c>.</summary>
/// <param name="HostName">The machine.</param>
/// <param name="IsDemo">Pools are simulated and visitors are signed in by themselves; said on every page.</param>
public sealed record DashboardFacts(string HostName, bool IsDemo)
{
    /// <summary>This machine, for real.</summary>
    public static DashboardFacts OfThisMachine { get; } = new(Environment.MachineName, IsDemo: false);
}
