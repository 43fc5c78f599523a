using Zrepl.Engine.Status.Document;
using Zrepl.Web.Live;

namespace Zrepl.Web.Cli.StatusDump;

/// <summary>A job as text: <c>zrepl status --mode dump</c>. Scripts look for pieces of it. Source: spec A4.1.</summary>
/// <param name="clock">For what is lasting.</param>
/// <param name="look">What is known of transfers from looks before, by job; null: nothing.</param>
internal sealed class JobDump(TimeProvider clock, Func<string, TransferLook>? look = null)
{
    private readonly DumpText _words = new(clock);

    public string Of(string name, JobDocument job)
    {
        var text = new IndentedText();
        text.Line($"Job: {name}");
        text.Line($"Type: {job.Type}");
        if (job.Standing is { } standing) text.Line($"State: {StandingDump.State(name, job, standing, _words)}");
        foreach (var line in job.Attention) text.Line($"Attention: {OneLineText.Of(line)}");
        text.Line("");
        switch (job)
        {
            case JobDocument.Active { Type: "push" } push:
                Active(text, name, push.Body);
                text.Section("Snapshotting:", () => new SnapshottingDump(_words).Write(text, push.Body.Snapshotting));
                break;
            case JobDocument.Active pull:
                Active(text, name, pull.Body);
                break;
            case JobDocument.Snap snap:
                text.Section("Pruning snapshots:", () => PruningDump.Write(text, snap.Body.Pruning));
                text.Section("Snapshotting:", () => new SnapshottingDump(_words).Write(text, snap.Body.Snapshotting));
                break;
            case JobDocument.Passive { Type: "source" } source:
                text.Section("Snapshotting:", () => new SnapshottingDump(_words).Write(text, source.Body.Snapper));
                break;
            case { Standing.Clients: not null }:
                break;
            default: // all that Go's daemon tells of a sink
                text.Line($"No status representation for job type '{job.Type}', dumping as YAML");
                text.Line("snapper: null");
                break;
        }

        if (job.Standing?.Clients is { } clients) text.Section("Clients:", () => StandingDump.Clients(text, clients, _words));
        return text.ToString();
    }

    private void Active(IndentedText text, string name, ActiveDocument body)
    {
        text.Section("Replication:", () => new ReplicationDump(_words, look?.Invoke(name) ?? TransferLook.First).Write(text, body.Replication));
        text.Section("Pruning Sender:", () => PruningDump.Write(text, body.PruningSender));
        text.Section("Pruning Receiver:", () => PruningDump.Write(text, body.PruningReceiver));
    }
}
