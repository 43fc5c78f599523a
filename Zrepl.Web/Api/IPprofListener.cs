using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Api;

/// <summary>The listener for those who look into a running daemon: traces as they happen, metrics. Off unless asked for. Source: spec A11.</summary>
internal interface IPprofListener
{
    /// <summary>Listens on an address, and no longer on another one; null: not at all.</summary>
    /// <returns>Why that is not possible; null if it is.</returns>
    Task<string?> ListenAsync(HostPort? address, CancellationToken cancellation);
}
