using System.CommandLine;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Web.Cli.Monitor;

/// <summary><c>zrepl monitor alive</c>: the daemon answers, its jobs have no errors, nothing runs for too long. Works with Go's daemon too. Source: spec G1.</summary>
internal sealed class MonitorAlive(ControlClient daemon, TimeProvider clock, TimeSpan? warning, TimeSpan? critical)
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var warn = new Option<string>("--warn", "-w") { HelpName = "DURATION", Description = "warn if a job or zfs command runs for this long" };
        var crit = new Option<string>("--crit", "-c") { HelpName = "DURATION", Description = "critical if a job or zfs command runs for this long" };
        var timeout = MonitorCommand.Timeout();
        var command = new Command("alive", "check that the daemon answers and its jobs are well") { warn, crit, timeout };
        command.SetAction((parsed, cancellation) => MonitorCommand.RunAsync(surroundings, async () =>
        {
            using var client = new ControlClient(common.LoadGlobal(parsed).ControlSocketPath, MonitorCommand.DurationOf(parsed, timeout));
            return await new MonitorAlive(client, surroundings.Clock, MonitorCommand.DurationOf(parsed, warn), MonitorCommand.DurationOf(parsed, crit)).CheckAsync(cancellation);
        }));
        return command;
    }

    private async Task<CheckResult> CheckAsync(CancellationToken cancellation)
    {
        var (version, status) = ((VersionInformation?)null, (StatusDocument?)null);
        var request = "version";
        try
        {
            version = await daemon.VersionAsync(cancellation);
            request = "status";
            status = await daemon.StatusAsync(cancellation);
        }
        catch (CommandFailedException failure)
        {
            var dead = new CheckResult("");
            dead.Add(HealthState.Critical, $"failed {request} request: {failure.Message}");
            return dead;
        }

        var jobs = status.Jobs.Where(job => job.Value is not JobDocument.Internal).ToList();
        var result = new CheckResult($"{jobs.Count} jobs");
        if (version.Version != VersionInformation.OfThisProgram.Version)
            result.Add(HealthState.Warning, $"client version {VersionInformation.OfThisProgram.Version} != daemon version {version.Version}, restart zrepl daemon");
        foreach (var (name, job) in jobs)
            if (JobTrouble.Of(job) is { } trouble) result.Add(HealthState.Warning, $"job \"{name}\": {trouble}");
        result.Add(HealthState.Ok, $"daemon version: {version}");
        LookAtJobs(jobs, result);
        LookAtCommands(status, result);
        return result;
    }

    private void LookAtJobs(IEnumerable<KeyValuePair<string, JobDocument>> jobs, CheckResult result)
    {
        var running = jobs.Select(job => (job.Key, Since: RunningSince(job.Value))).Where(job => job.Since is not null).ToList();
        var longest = TimeSpan.Zero;
        if (running.Count > 0)
        {
            var (name, since) = running.MinBy(job => job.Since);
            longest = clock.GetUtcNow() - since!.Value; // looked for above
            result.Add(StateOf(longest), $"longest job: {name}\nrunning: {DumpText.Duration(longest)}");
        }

        result.Figure("running", Math.Floor(longest.TotalSeconds), "s", warning?.TotalSeconds, critical?.TotalSeconds);
    }

    private void LookAtCommands(StatusDocument status, CheckResult result)
    {
        var commands = status.Global.ZFSCmds.Active ?? [];
        var longest = TimeSpan.Zero;
        if (commands.MinBy(command => command.StartedAt) is { StartedAt: { } since } oldest)
        {
            longest = clock.GetUtcNow() - since;
            result.Add(StateOf(longest), $"{commands.Length} active ZFS commands\noldest: {string.Join(' ', oldest.Args)}\nrunning: {DumpText.Duration(longest)}");
        }

        foreach (var stuck in commands.Where(command => command.Stuck))
            result.Add(HealthState.Warning, $"stuck ZFS command, killed and does not end: {string.Join(' ', stuck.Args)}{(stuck.ProcessId is { } id ? $" (process {id})" : "")}");
        result.Figure("zfs", Math.Floor(longest.TotalSeconds), "s", warning?.TotalSeconds, critical?.TotalSeconds);
    }

    private HealthState StateOf(TimeSpan running) =>
        running >= critical ? HealthState.Critical : running >= warning ? HealthState.Warning : HealthState.Ok;

    // Replication, pruning and rounds of snapshots; Go's daemon does not tell since when it prunes.
    private static DateTimeOffset? RunningSince(JobDocument job) =>
        new[] { job.Standing is { } standing ? standing.RunningSince : ReplicatingSince(job), job.Snapshots?.RoundSince }.Min();

    // Go's daemon never says when a run ended (BAD-17); its latest attempt does.
    private static DateTimeOffset? ReplicatingSince(JobDocument job) =>
        job is JobDocument.Active { Body.Replication: { FinishAt: null } report } && report.Attempts.LastOrDefault() is { IsFinal: false } ? report.StartAt : null;
}
