using System.Collections.Immutable;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Api;

/// <summary>What the daemon itself runs, which Go zrepl lists among its jobs and names in log lines.</summary>
internal static class InternalJobs
{
    /// <summary>The control socket.</summary>
    public const string Control = "_control";

    /// <summary>The listener for Prometheus.</summary>
    public const string Prometheus = "_prometheus";

    /// <summary>Those of a daemon with this configuration.</summary>
    public static ImmutableArray<string> Of(GlobalDefinition? global) => global?.Monitoring is null ? [Control] : [Control, Prometheus];
}
