using System.Collections.Immutable;
using Zrepl.Engine.Jobs;

namespace Zrepl.Web.Live.Datasets;

/// <summary>The machines whose ZFS this process reads: one, or several simulated ones in a demonstration.</summary>
internal interface IDatasetHosts
{
    /// <summary>All of them.</summary>
    ImmutableArray<EngineInstance> All { get; }
}
