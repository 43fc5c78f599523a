using System.CommandLine;
using Zrepl.Engine.Units;
using Zrepl.Web.Api.Metrics;
using Zrepl.Zfs.Commands;

namespace Zrepl.Web.Cli.Monitor;

/// <summary><c>zrepl monitor</c>: checks for Nagios, Icinga and their kin. Exit code 0: OK, 1: WARNING, 2: CRITICAL, 3: UNKNOWN. Source: spec G1.</summary>
internal static class MonitorCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common) =>
        new("monitor", "check health for Nagios and its kin: exit code 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN")
        {
            MonitorAlive.Create(surroundings, common),
            MonitorReplication.Create(surroundings, common),
            MonitorSnapshots.Create(surroundings, common),
        };

    /// <summary>Runs a check and prints what it found; what keeps it from checking is UNKNOWN.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Surroundings surroundings, Func<Task<CheckResult>> check)
    {
        CheckResult result;
        try
        {
            result = await check();
        }
        catch (Exception failure) when (failure is CommandFailedException or ZfsException)
        {
            result = new("");
            result.Add(HealthState.Unknown, failure.Message);
        }

        await surroundings.Output.WriteLineAsync(result.ToString());
        return (int)result.State;
    }

    /// <summary>How long the daemon may take to answer: less than the patience of those who call checks, so that they hear it from us.</summary>
    public static Option<string> Timeout() => new("--timeout", "-t")
    {
        HelpName = "DURATION", Description = "how long the daemon may take to answer", DefaultValueFactory = _ => "9s",
    };

    /// <summary>An option with a length of time; null if it is not given.</summary>
    public static TimeSpan? DurationOf(ParseResult parsed, Option<string> option)
    {
        var text = parsed.GetValue(option) ?? "";
        if (text.Length == 0) return null;
        if (EitherDuration.TryParseInterval(text, out var duration, out _)) return duration;
        throw new CommandFailedException($"invalid argument \"{text}\" for \"{option.Name}\": must be a duration such as 90s, 15m, 2h or 1d");
    }
}
