using Zrepl.Engine.Freshness;
using Zrepl.Tests.Engine.Configuration;

namespace Zrepl.Tests.Engine.Freshness;

/// <summary>Targets as a job says them under <c>alerts</c>.</summary>
internal static class Targets
{
    public static FreshnessTargets Of(string alerts) => FreshnessTargets.Of(Assert.Single(Samples.Legal(
        $"jobs: [{{ type: snap, name: j, filesystems: {{ 'a<': true }}, snapshotting: {{ type: manual }}, pruning: {{ keep: [{{ type: last_n, count: 1 }}] }}, alerts: {alerts} }}]").Jobs));
}
