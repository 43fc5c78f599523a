using System.CommandLine;
using System.Text.Json;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli.Repair;

/// <summary>
/// <c>zrepl repair JOB DATASET</c>: how the copy of a dataset stands that replication cannot go on with, and the ways out; with <c>--way</c>, <c>--yes</c> and the
/// revision of what was shown it goes one of them. Asks the daemon.
/// </summary>
internal static class RepairCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var job = new Argument<string>("JOB") { Description = "the push or pull job" };
        var dataset = new Argument<string>("DATASET") { Description = "the dataset, as the sender names it" };
        var way = new Option<int>("--way") { HelpName = "N", Description = "go this way of those that were shown" };
        var yes = new Option<bool>("--yes") { Description = "consent to what was shown of it, losses included" };
        var revision = new Option<string>("--revision") { HelpName = "R", Description = "revision of what was shown; nothing is done if it is another one by now", DefaultValueFactory = _ => "" };
        var json = new Option<bool>("--json") { Description = "emit JSON" };
        var command = new Command("repair", "show the ways out for a copy that replication cannot go on with, or go one of them") { job, dataset, way, yes, revision, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var order = new RepairOrder(parsed.GetValue(job)!, parsed.GetValue(dataset)!, parsed.GetValue(way), parsed.GetValue(revision)); // both arguments are required
            Check(order, parsed.GetValue(yes));
            var global = common.LoadGlobal(parsed);
            using var client = new ControlClient(global.ControlSocketPath);
            var answer = await client.RepairAsync(order, cancellation);
            await surroundings.Output.WriteAsync(parsed.GetValue(json) ? JsonSerializer.Serialize(answer, ControlClient.Readable) + "\n" : RepairText.Of(answer, order));
            if (answer.Refused is { } reason) throw new CommandFailedException($"nothing was done: {reason}");
        });
        return command;
    }

    private static void Check(RepairOrder order, bool consents)
    {
        var (hasWay, hasRevision) = (order.Way > 0, order.Revision is { Length: > 0 });
        if (order.Way < 0) throw new CommandFailedException("--way is one of the numbers that are shown");
        if ((hasWay, consents, hasRevision) is (false, false, false) or (true, true, true)) return;
        throw new CommandFailedException(
            "to go a way out, name all of --way N, --yes and --revision R, as they were shown") { Advice = $"Look first: zrepl repair {order.Job} {order.Dataset}" };
    }
}
