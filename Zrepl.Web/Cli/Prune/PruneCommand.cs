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

/// <summary><c>zrepl prune --dry-run</c>: what the pruner would destroy now, or will have destroyed by a time to come, and why. Changes nothing and needs no daemon.</summary>
internal static class PruneCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "say what would be destroyed; required, since only the daemon prunes" };
        var job = new Option<string>("--job") { HelpName = "JOB", Description = "only this job (default: all that are enabled)", DefaultValueFactory = _ => "" };
        var side = new Option<string>("--side") { HelpName = "sender|receiver|local", Description = "only this side; a snap job has one, local", DefaultValueFactory = _ => "" };
        var asOf = new Option<string>("--as-of") { HelpName = "TIME", Description = $"what will have been destroyed by a time to come, going by each job's own schedule: {AsOfTime.Forms}", DefaultValueFactory = _ => "" };
        var json = new Option<bool>("--json") { Description = "emit JSON" };
        var command = new Command("prune", "show which snapshots the pruning rules of jobs would destroy now or until a time to come, and why") { dryRun, job, side, asOf, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Load(parsed);
            if (!parsed.GetValue(dryRun)) throw new CommandFailedException("only `zrepl prune --dry-run` is possible: pruning itself is done by the daemon, see `zrepl signal wakeup JOB`");
            var (name, wanted) = (parsed.GetValue(job)!, SideOf(parsed.GetValue(side)!)); // both have a default
            var time = TimeOf(parsed.GetValue(asOf)!, surroundings.Clock);
            var preview = new OfflinePrunePreview(
                new EndpointServices(new ZfsHost(surroundings.Zfs(), surroundings.Clock), surroundings.Clock, NullLoggerFactory.Instance),
                [.. loaded.Jobs.Select(one => one.Definition)]);
            List<SidePreview> previews = [];
            foreach (var (definition, one) in Chosen(loaded, name, wanted)) previews.Add(await LookAsync(preview, definition, one, time, cancellation));
            if (previews.Count == 0) throw new CommandFailedException("no job of this configuration prunes" + (wanted is { } w ? $" the side {w.Word()}" : ""));
            await surroundings.Output.WriteAsync(parsed.GetValue(json) ? PruneJson.Of(previews) : PruneText.Of(previews, surroundings.Clock.LocalTimeZone));

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

    private static DateTimeOffset? TimeOf(string text, TimeProvider clock)
    {
        if (text.Length == 0) return null;
        if (AsOfTime.TryParse(text, clock, out var time, out var problem)) return time;
        throw new CommandFailedException($"invalid argument for \"--as-of\" flag: {problem}");
    }

    private static async Task<SidePreview> LookAsync(
        OfflinePrunePreview preview, JobDefinition job, PruneSide side, DateTimeOffset? asOf, CancellationToken cancellation)
    {
        try
        {
            var found = await preview.ComputeAsync(job, side, asOf, cancellation);
            return new(job.Name.Text, side, null, found.Plans) { AsOf = asOf, Basis = found.Basis };
        }
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
