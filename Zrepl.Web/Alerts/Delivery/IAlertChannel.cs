using Zrepl.Web.Alerts.Problems;
using Zrepl.Web.Alerts.Settings;

namespace Zrepl.Web.Alerts.Delivery;

/// <summary>A way to tell somebody.</summary>
internal interface IAlertChannel
{
    /// <summary>Its word: <c>webhook</c>, <c>mail</c>.</summary>
    string Name { get; }

    /// <summary>True if the settings say where to.</summary>
    bool IsSet(NotificationSettings settings);

    /// <summary>Tells once; a failure is the caller's to try again.</summary>
    /// <exception cref="DeliveryException">It did not arrive; the message says why and what to do, without a secret.</exception>
    Task SendAsync(NotificationSettings settings, AlertMessage message, CancellationToken cancellation);
}

/// <summary>A message did not arrive.</summary>
/// <param name="message">Why and what to do, without a secret and without a full stop.</param>
/// <param name="isFinal">True if trying again is of no use.</param>
internal sealed class DeliveryException(string message, bool isFinal = false) : Exception(message)
{
    /// <summary>True if trying again is of no use.</summary>
    public bool IsFinal => isFinal;
}
