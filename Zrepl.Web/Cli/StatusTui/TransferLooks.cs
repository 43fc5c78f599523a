using Zrepl.Engine.Replication.Reports;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Cli.StatusDump;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>What one viewer learns of transfers by looking again and again: rates, and that something moves. Source: spec A4.1, rules 5 and 6.</summary>
internal sealed class TransferLooks(TimeProvider clock)
{
    private const string Arrows = ">\\|/";

    private readonly Dictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Takes a look at all jobs.</summary>
    public void Look(StatusDocument status)
    {
        foreach (var (name, job) in status.Jobs)
        {
            if (job is not JobDocument.Active { Body.Replication: { } report } || report.Attempts.LastOrDefault() is not { } attempt) continue;
            if (!_seen.TryGetValue(name, out var seen)) _seen[name] = seen = new(new(clock));
            var bytes = attempt.Bytes().Replicated;
            if (bytes != seen.Bytes) seen.Changes++;
            seen.Bytes = bytes;
            seen.BytesPerSecond = seen.Rate.Look(bytes);
        }
    }

    /// <summary>What is known of a job's transfer.</summary>
    public TransferLook Of(string job) => _seen.TryGetValue(job, out var seen) ? new(seen.BytesPerSecond, Arrows[seen.Changes % Arrows.Length]) : TransferLook.First;

    private sealed class Seen(TransferRate rate)
    {
        public TransferRate Rate => rate;

        public long Bytes { get; set; }

        public int Changes { get; set; }

        public double? BytesPerSecond { get; set; }
    }
}
