using System.Collections.Immutable;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Live.Datasets;

namespace Zrepl.Web.Hosting;

/// <summary>The machines of this process, for the pages about datasets.</summary>
internal sealed class DatasetHosts(HostedEngines engines) : IDatasetHosts
{
    /// <inheritdoc/>
    public ImmutableArray<EngineInstance> All { get; } = engines.Instances;
}
