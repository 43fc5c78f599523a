using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Host;

namespace Zrepl.Engine.Endpoints;

/// <summary>What all endpoints of one host share: its ZFS, what is known of holds and bookmarks, and the locks between jobs.</summary>
public sealed class EndpointServices
{
    /// <summary>Puts them together; runs nothing yet.</summary>
    public EndpointServices(ZfsHost zfs, TimeProvider clock, ILoggerFactory loggers)
    {
        Zfs = zfs;
        Clock = clock;
        Loggers = loggers;
        Lister = new(zfs);
        Keeper = new(zfs);
        Cache = new(Lister, Keeper, loggers.CreateLogger<GuaranteeCache>());
    }

    /// <summary>ZFS of this host.</summary>
    public ZfsHost Zfs { get; }

    /// <summary>Tells time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Makes loggers.</summary>
    public ILoggerFactory Loggers { get; }

    /// <summary>Lists holds and bookmarks.</summary>
    public GuaranteeLister Lister { get; }

    /// <summary>Makes and takes away single ones.</summary>
    public GuaranteeKeeper Keeper { get; }

    /// <summary>Remembers them.</summary>
    public GuaranteeCache Cache { get; }

    /// <summary>At most one send per job and dataset (spec B8.6).</summary>
    public NamedLocks SendLocks { get; } = new();

    /// <summary>One maker of placeholders at a time per pool (spec B9.9).</summary>
    public NamedLocks HierarchyLocks { get; } = new();
}
