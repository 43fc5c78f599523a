using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Alerts;

/// <summary>The one way by which people have notifications tried: looks whether they may, and writes down who did.</summary>
internal sealed class TestMessages(AlertWatch watch, Heartbeats heartbeats, AuditTrail audit)
{
    private const string Action = "notifications.test";

    /// <summary>Sends a test by one channel, where the settings in force say.</summary>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    /// <exception cref="DeliveryException">It did not arrive.</exception>
    public async Task SendAsync(Actor actor, string channel, CancellationToken cancellation)
    {
        audit.Demand(actor, Role.Administrator, Action, channel);
        audit.Done(actor, Action, channel);
        await watch.TestAsync(channel, actor.Name, cancellation);
    }

    /// <summary>Fetches an address of a heartbeat.</summary>
    /// <returns>What its service was told.</returns>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    /// <exception cref="DeliveryException">It was not taken.</exception>
    public async Task<HeartbeatEvent> FetchAsync(Actor actor, HeartbeatSettings heartbeat, CancellationToken cancellation)
    {
        const string target = "heartbeat";
        audit.Demand(actor, Role.Administrator, Action, target);
        audit.Done(actor, Action, target, heartbeat.Job);
        return await heartbeats.TestAsync(heartbeat, cancellation);
    }
}
