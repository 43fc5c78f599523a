using Zrepl.Engine.Progress;
using Zrepl.Engine.Pruning.Reports;

namespace Zrepl.Engine.Pruning.Execution;

/// <summary>The one changing thing of a run: its report as it is now, replaced as a whole at each change. Changed by one task.</summary>
internal sealed class LivePruneReport
{
    private PruneReport _report = new(PruneState.Plan, "", null, null);

    /// <summary>Set at each change.</summary>
    public Signal Changed { get; } = new();

    public PruneReport Current => Volatile.Read(ref _report);

    public void Change(Func<PruneReport, PruneReport> change)
    {
        Volatile.Write(ref _report, change(_report));
        Changed.Set();
    }
}
