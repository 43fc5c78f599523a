using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>Where a job stands, and whom it serves: what Go zrepl shows nothing of. Source: spec A4.1 rule 12, C7.</summary>
internal static class StandingDump
{
    /// <summary>The state in one line: the word that the API has for it, since when, and what comes next.</summary>
    public static string State(string name, JobDocument job, JobStanding standing, DumpText words)
    {
        var word = standing.State.Word();
        return standing.State switch
        {
            JobPhase.Disabled => $"{word}: enabled: false in the configuration",
            JobPhase.Paused => $"{Pause(name, standing, words)}{(standing.IsWakeupPending ? "; a run follows then" : "")}",
            JobPhase.Waiting => $"{word}, {Next(name, job, standing.NextRun, words)}",
            JobPhase.Serving => $"{word}{Since(standing, words)}, {standing.Peer}",
            _ => $"{word}{Since(standing, words)}{(standing.IsWakeupPending && standing.RunningSince is not null ? ", another run follows" : "")}"
                + (standing.IsPaused ? $"; {Pause(name, standing, words)}, no other run begins by itself" : ""),
        };
    }

    /// <summary>Who came, and what is being served.</summary>
    public static void Clients(IndentedText text, ImmutableArray<ClientStatus> clients, DumpText words)
    {
        if (clients.IsEmpty) text.Line("none has come since the job began to listen");
        var width = clients.Select(client => client.Identity.Length).DefaultIfEmpty().Max();
        foreach (var client in clients)
        {
            text.Line($"{client.Identity.PadRight(width)} last request {words.Second(client.LastRequestAt)} ({Ago(client.LastRequestAt, words)}), {DumpText.Bytes(client.BytesMoved)} moved");
            text.Deeper(() => { foreach (var request in client.ActiveRequests) text.Line(request); });
        }
    }

    private static string Pause(string name, JobStanding standing, DumpText words) => standing.PausedUntil is { } end
        ? $"paused until {words.Second(end)} ({DumpText.Duration(end - words.Now)} remaining)"
        : $"paused until somebody resumes it (zrepl signal resume {name})";

    // When the next snapshots come is not known while some are being taken, or while it waits for the time of the first.
    private static string Next(string name, JobDocument job, NextRun? next, DumpText words) => next is null
        ? job.Snapshots is { Manual: null } ? "next run after the next snapshots" : $"runs only on request (zrepl signal wakeup {name})"
        : next.Time > words.Now ? $"next run {words.Second(next.Time)} ({DumpText.Duration(next.Time - words.Now)} remaining): {next.Reason}"
        : $"next run was due {words.Second(next.Time)}: {next.Reason}";

    private static string Since(JobStanding standing, DumpText words) => standing.Since is { } since ? $" since {words.Second(since)}" : "";

    private static string Ago(DateTimeOffset time, DumpText words) => words.Now > time ? $"{DumpText.Duration(words.Now - time)} ago" : "now";
}
