using System.Text;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Snapshotting;

namespace Zrepl.Web.Data.Entries;

internal sealed record DatasetSnapshotted(string Engine, JobName Job, SnapshotRow Row, DateTimeOffset At) : IHistoryEntry
{
    /// <summary>True if there is more to say of it than that it succeeded.</summary>
    public static bool IsWorthKeeping(SnapshotRow row) => row.Error is not null || row.Steps.Any(step => step.Edge != HookEdge.Callback);

    public Task StoreAsync(ZreplDbContext db, CancellationToken cancellation)
    {
        db.SnapshottedDatasets.Add(new()
        {
            Engine = Engine,
            Job = Job.Text,
            Dataset = Row.Filesystem.Text,
            Snapshot = Row.SnapshotName,
            DoneAt = At,
            Error = Row.Error,
            HookOutput = Output(),
        });
        return Task.CompletedTask;
    }

    private string Output()
    {
        var text = new StringBuilder();
        foreach (var step in Row.Steps.Where(step => step.Edge != HookEdge.Callback))
        {
            text.Append(step.Hook).Append(' ').Append(step.Edge).Append(": ").AppendLine(step.Report?.Text ?? step.Status.ToString());
            if (step.Report?.OutputText is { Length: > 0 } printed) text.AppendLine(printed);
        }

        return text.ToString();
    }
}
