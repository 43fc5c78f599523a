using Zrepl.Web.Alerts;
using Zrepl.Web.Alerts.Delivery;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Components.Pages.Settings;

public sealed partial class NotificationsPage
{
    private async Task TestAsync(HeartbeatSettings heartbeat)
    {
        _isTesting = true;
        try
        {
            await DoAsync(async actor =>
            {
                try
                {
                    var what = await Tests.FetchAsync(actor, heartbeat, CancellationToken.None);
                    Tell($"It arrived. The service takes it for {Meaning(what)}.", isDone: true);
                }
                catch (DeliveryException failure)
                {
                    Tell($"It did not arrive: {failure.Message}.", isDone: false);
                }
            });
        }
        finally
        {
            _isTesting = false;
        }
    }

    private static string Meaning(HeartbeatEvent what) => what switch
    {
        HeartbeatEvent.Start => "the start of a run",
        HeartbeatEvent.Success => "a run that did everything",
        _ => "a run that failed",
    };
}
