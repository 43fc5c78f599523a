using System.CommandLine;
using Zrepl.Web.Api;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Web.Cli.Monitor;

/// <summary>
/// <c>zrepl monitor replication</c>: what the daemon itself thinks of its jobs, by the targets under <c>alerts</c> in the configuration. The same judgement as
/// on the dashboard and in the metric <c>zrepl_job_health</c>. Source: spec G1.
/// </summary>
internal static class MonitorReplication
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var job = new Option<string>("--job", "-j") { HelpName = "JOB", Description = "only this job", DefaultValueFactory = _ => "" };
        var timeout = MonitorCommand.Timeout();
        var command = new Command("replication", "check that jobs succeed and that copies are as young as `alerts` in the configuration asks") { job, timeout };
        command.SetAction((parsed, cancellation) => MonitorCommand.RunAsync(surroundings, async () =>
        {
            using var client = new ControlClient(common.LoadGlobal(parsed).ControlSocketPath, MonitorCommand.DurationOf(parsed, timeout));
            return Judge(await client.HealthAsync(cancellation), parsed.GetValue(job)!); // has a default
        }));
        return command;
    }

    private static CheckResult Judge(IReadOnlyCollection<JobHealthAnswer> jobs, string name)
    {
        var asked = jobs.Where(job => name.Length == 0 || job.Job == name).ToList();
        if (asked.Count == 0 && name.Length > 0) throw new CommandFailedException($"unknown job \"{name}\"");
        var result = new CheckResult($"{asked.Count} jobs");
        foreach (var job in asked)
        {
            if (job.Runs != HealthState.Ok) result.Add(job.Runs, $"job \"{job.Job}\": {job.RunsText}");
            if (job.Copies is not (HealthState.Ok or HealthState.Unknown)) result.Add(job.Copies, $"job \"{job.Job}\": {job.CopiesText}");
        }

        result.Figure("jobs", asked.Count, "", null, null);
        result.Figure("unwell", asked.Count(job => job.Runs != HealthState.Ok || job.Copies is HealthState.Warning or HealthState.Critical), "", null, null);
        return result;
    }
}
