using System.Collections.Immutable;

namespace Zrepl.Web.Hosting;

/// <summary>The engine of an ordinary daemon: this machine's ZFS, all jobs.</summary>
internal static class DaemonEngines
{
    public static ImmutableArray<HostedEngine> OfThisMachine(IServiceProvider services) => throw new NotSupportedException();
}
