using Zrepl.Web.Data;
using Zrepl.Web.Live;

namespace Zrepl.Web.Alerts.Problems;

/// <summary>What is wrong with the history: no job is concerned, but what they do is not remembered, and nobody may be able to sign in.</summary>
internal static class HistoryProblems
{
    public const string History = "history";

    public const string Replaced = "replaced";

    /// <summary>A lock that passes is nobody's business.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Its problem; null if there is none, or none that lasts.</summary>
    public static AlertProblem? Of(HistoryHealth health, DateTimeOffset now)
    {
        if (health.Problem is not { } problem || now - health.Since < Patience) return null;
        var lost = health.Dropped > 0 ? $" {health.Dropped} entries found no room and are lost." : "";
        return new(
            AlertProblem.KeyOf("", History), "", History, "the history database is in trouble",
            $"{SentenceText.Whole(problem)} Jobs go on; what they do waits to be written, as much as there is room for.{lost}",
            "Make room on its disk, end what holds the file, or see what is said about the state directory under Running it. The daemon tries again by itself.");
    }

    /// <summary>What happened to it: it was damaged, and a new one was begun. Null if it was not, since the daemon started.</summary>
    public static AlertProblem? Loss(HistoryHealth health) => health.SetAside is not { } aside ? null : new(
        AlertProblem.KeyOf("", Replaced), "", Replaced, "the history database was damaged and a new one was begun",
        $"The damaged file was set aside as {aside.Path}. Runs, users, tokens and the audit from before are not in the new one. Jobs were not affected; pauses, notification settings and what is known of copies were taken over.",
        "Put a backup of zrepl.db in its place while the daemon is stopped, or make users and tokens anew: the setup token is in the log. Look at the disk: a database does not break by itself.")
    {
        HappenedAt = aside.At,
    };

    /// <summary>What is said of its end.</summary>
    public const string Recovered = "the history database works again";
}
