using System.Collections.Immutable;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Pruning.Reports;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>
/// One filesystem on its way through a run. Changed by one task at a time. Decisions and their reasons are not kept: of a hundred thousand
/// snapshots they would be most of the memory.
/// </summary>
internal sealed class PruneItem(PruneCandidate candidate)
{
    public PruneCandidate Candidate => candidate;

    public DatasetPath Path => candidate.Path;

    /// <summary>Lost connections over this filesystem.</summary>
    public int ErrorCount { get; set; }

    /// <summary>False until it is decided what to do.</summary>
    public bool IsPlanned { get; private set; }

    /// <summary>What is to be destroyed.</summary>
    public ImmutableArray<FilesystemVersion> Destroy { get; private set; } = [];

    /// <summary>What the report says about it.</summary>
    public PrunedFilesystem Report { get; private set; } = new(candidate.Path.Text, [], [], "", "");

    /// <summary>Takes in what is to be done.</summary>
    public void Take(FilesystemPrunePlan plan, TimeZoneInfo zone)
    {
        IsPlanned = true;
        switch (plan)
        {
            case FilesystemPrunePlan.Skipped skipped:
                Report = Report with { SnapshotList = null, DestroyList = null, SkipReason = skipped.Reason };
                break;
            case FilesystemPrunePlan.Failed failed:
                Fail(FailureText.Of(failed.Error));
                break;
            case FilesystemPrunePlan.Planned planned:
                Destroy = planned.Destroy;
                var all = planned.Decisions.ToDictionary(
                    decision => decision.Snapshot.Name, decision => Snapshot(decision.Snapshot, zone), StringComparer.Ordinal);
                Report = Report with
                {
                    SnapshotList = [.. planned.Decisions.Select(decision => all[decision.Snapshot.Name])],
                    DestroyList = [.. planned.Destroy.Select(snapshot => all[snapshot.Name])],
                    HeldList = planned.Held.IsEmpty ? null : planned.Held,
                    Warning = planned.Warning,
                    LastError = "", // of a lost connection before
                };
                break;
        }
    }

    /// <summary>Takes in what ZFS answered and what was left out at the last moment.</summary>
    public void Take(DestroyAnswers answers, ImmutableArray<HeldSnapshot> leftOut)
    {
        ImmutableArray<HeldSnapshot> held = [.. Report.HeldList ?? [], .. leftOut, .. answers.Held];
        Report = Report with { HeldList = held.IsEmpty ? null : held, LastError = answers.Error };
    }

    /// <summary>Ends it with an error.</summary>
    public void Fail(string error) => Report = Report with { LastError = error };

    /// <summary>Counts a lost connection.</summary>
    public void LoseConnection(string error)
    {
        ErrorCount++;
        Report = Report with { ErrorCount = ErrorCount, LastError = error };
    }

    private static PrunedSnapshot Snapshot(RetentionSnapshot snapshot, TimeZoneInfo zone) =>
        new(snapshot.Name, snapshot.IsReplicated, TimeZoneInfo.ConvertTime(snapshot.Creation, zone));
}
