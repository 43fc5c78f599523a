using System.CommandLine;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Abstractions;

/// <summary><c>zrepl zfs-abstraction create step</c>.</summary>
internal static class CreateStepHold
{
    public static Command Create(Surroundings surroundings)
    {
        var target = new Option<string>("--target", "-t") { HelpName = "FS@SNAP", Description = "snapshot to be held", DefaultValueFactory = _ => "" };
        var job = new Option<string>("--jobid", "-j") { HelpName = "JOB", Description = "the job for which the hold is made", DefaultValueFactory = _ => "" };
        var words = new Argument<string[]>("none") { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("step", "create a step hold on a snapshot") { target, job, words };
        command.Aliases.Add("step-hold");
        command.SetAction(async (parsed, cancellation) =>
        {
            if (parsed.GetValue(words) is { Length: > 0 }) throw new CommandFailedException("subcommand takes no arguments");
            var (snapshot, owner) = (parsed.GetValue(target)!, parsed.GetValue(job)!); // both have a default
            if (owner.Length == 0) throw new CommandFailedException("jobid must be set");
            if (JobName.ProblemIn(owner) is { } ofJob) throw new CommandFailedException($"\"{owner}\" invalid jobid: {ofJob}");
            if (NameRules.ProblemIn(snapshot, EntityKind.Snapshot) is { } problem) throw new CommandFailedException($"\"{snapshot}\" invalid target: {problem}");
            try { await surroundings.Output.WriteLineAsync((await HoldAsync(surroundings, SnapshotPath.Parse(snapshot), JobName.Parse(owner), cancellation)).ToString()); }
            catch (ZfsException failure) { throw new CommandFailedException($"cannot hold \"{snapshot}\": {failure.Message}"); }
        });
        return command;
    }

    private static async Task<Guarantee> HoldAsync(Surroundings surroundings, SnapshotPath snapshot, JobName job, CancellationToken cancellation)
    {
        var zfs = new ZfsHost(surroundings.Zfs(), surroundings.Clock);
        var found = await zfs.Versions.FindAsync(snapshot.Dataset, ["@" + snapshot.Name], cancellation);
        if (!found.TryGetValue("@" + snapshot.Name, out var version)) throw new CommandFailedException($"\"{snapshot}\" invalid target: the snapshot does not exist");
        return (await new GuaranteeKeeper(zfs).HoldStepAsync(snapshot.Dataset, [version], job, cancellation)).Single();
    }
}
