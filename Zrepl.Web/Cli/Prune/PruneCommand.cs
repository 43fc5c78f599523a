using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Live.Previews;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;

namespace Zrepl.Web.Cli.Prune;

/// <summary><c>zrepl prune --dry-run</c>: what the pruner would destroy now and why. Changes nothing and needs no daemon.</summary>
internal static class PruneCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would be destroyed; required, since only the daemon prunes" };
        var job = new Option<string>("--job") { HelpName = "JOB", Description = "only this job (default: all that are enabled)", DefaultValueFactory = _ => "" };
        var side = new Option<string>("--side") { HelpName = "sender|receiver|local", Description = "only this side; a snap job has one, local", DefaultValueFactory = _ => "" };
        var json = new Option<bool>("--json") { Description = "emit JSON" };
        var command = new Command("prune", "show which snapshots the pruning rules of jobs would destroy now, and why") { dryRun, job, side, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Load(parsed);
            if (!parsed.GetValue(dryRun)) throw new CommandFailedException("only `zrepl prune --dry-run` is possible: pruning itself is done by the daemon, see `zrepl signal wakeup JOB`");
            var (name, wanted) = (parsed.GetValue(job)!, SideOf(parsed.GetValue(side)!)); // both have a default
            var preview = new OfflinePrunePreview(
                new EndpointServices(new ZfsHost(surroundings.Zfs(), surroundings.Clock), surroundings.Clock, NullLoggerFactory.Instance),
                [.. loaded.Jobs.Select(one => one.Definition)]);
            List<SidePreview> previews = [];
            foreach (var (definition, one) in Chosen(loaded, name, wanted)) previews.Add(await LookAsync(preview, definition, one, cancellation));
            if (previews.Count == 0) throw new CommandFailedException("no job of this configuration prunes" + (wanted is { } w ? $" the side {w.Word()}" : ""));
            await surroundings.Output.WriteAsync(parsed.GetValue(json) ? PruneJson.Of(previews) : PruneText.Of(previews));

            // Without a job or side named, what lies behind a connection is no failure, only told.
            var asked = name.Length > 0 && wanted is not null;
            if (previews.Any(one => one.HasFailures) || previews.TrueForAll(one => one.Problem is not null) || (asked && previews.Exists(one => one.Problem is not null)))
                throw new CommandFailedException("not everything could be looked at");
        });
        return command;
    }

    private static IEnumerable<(JobDefinition Job, PruneSide Side)> Chosen(LoadedConfiguration loaded, string name, PruneSide? wanted)
    {
        var jobs = loaded.Jobs.Select(one => one.Definition).Where(one => name.Length == 0 ? one.IsEnabled : one.Name.Text == name).ToList();
        if (name.Length > 0 && jobs.Count == 0) throw new CommandFailedException($"job \"{name}\" not defined in config");
        return jobs.SelectMany(one => OfflinePrunePreview.SidesOf(one).Where(side => wanted is null || side == wanted).Select(side => (one, side)));
    }

    private static async Task<SidePreview> LookAsync(OfflinePrunePreview preview, JobDefinition job, PruneSide side, CancellationToken cancellation)
    {
        try { return new(job.Name.Text, side, null, await preview.ComputeAsync(job, side, cancellation)); }
        catch (Exception failure) when (failure is EndpointException or ZfsException) { return new(job.Name.Text, side, failure.Message, []); }
    }

    private static PruneSide? SideOf(string word) => word switch
    {
        "" => null,
        "sender" => PruneSide.Sender,
        "receiver" => PruneSide.Receiver,
        "local" => PruneSide.Local,
        _ => throw new CommandFailedException($"invalid argument \"{word}\" for \"--side\" flag: must be one of sender, receiver, local"),
    };
}
