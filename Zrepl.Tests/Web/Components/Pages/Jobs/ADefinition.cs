using Zrepl.Engine.Configuration;
using Zrepl.Tests.Engine.Configuration;
using Zrepl.Web.Live;

namespace Zrepl.Tests.Web.Components.Pages.Jobs;

/// <summary>Definitions of jobs for pages that show them.</summary>
internal static class ADefinition
{
    /// <summary>The only job of a text such as <c>{ name: a, type: snap, … }</c>.</summary>
    public static JobDefinition Of(string job) => Assert.Single(Samples.Legal($"jobs: [ {job} ]").Jobs);

    public static string Push(string more = "", string connect = "{ type: tcp, address: \"nas:8888\" }") =>
        $$"""{ name: to_nas, type: push, filesystems: { "tank<": true }, connect: {{connect}}, snapshotting: { type: periodic, interval: 10m, prefix: zrepl_ }, pruning: { keep_sender: [ { type: not_replicated } ], keep_receiver: [ { type: grid, grid: "1x1h(keep=all) | 24x1h | 14x1d", regex: "^zrepl_" }, { type: last_n, count: 10 } ] }{{more}} }""";

    public static string Pull() =>
        """{ name: from_nas, type: pull, root_fs: pool, interval: 1h, connect: { type: tcp, address: "nas:8888" } }""";

    public static string Snap() =>
        """{ name: home, type: snap, filesystems: { "tank<": true }, snapshotting: { type: cron, cron: "0 3 * * *", prefix: zrepl_ }, pruning: { keep: [ { type: last_n, count: 10 } ] } }""";

    /// <summary>Definitions as the daemon holds them.</summary>
    public sealed class Book(params JobDefinition[] jobs) : IJobDefinitions
    {
        public JobDefinition? Find(string job) => jobs.FirstOrDefault(one => one.Name.Text == job);
    }
}
