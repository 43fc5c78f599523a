using System.Collections.Immutable;
using Zrepl.Engine.Status;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Overview;

/// <summary>
/// The lines of all jobs, each put into words only if its job, its runs or the second are new; a line that tells the same as before is the same object.
/// Not thread-safe.
/// </summary>
internal sealed class JobLines
{
    private Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private Dictionary<string, Known> _asked = new(StringComparer.Ordinal);

    /// <summary>The line of a job.</summary>
    public JobLine Of(JudgedJob job, ImmutableArray<RunResult> runs, DateTimeOffset now)
    {
        var name = job.Job.Name.Text;
        var known = _known.GetValueOrDefault(name);
        if (known is null || known.Job != job || known.Runs != runs || known.Date != now.Date) known = Renewed(known, job, runs, now);
        return (_asked[name] = known).Line;
    }

    /// <summary>Forgets the jobs that were not asked for since the last time.</summary>
    public void ForgetOthers()
    {
        (_known, _asked) = (_asked, _known);
        _asked.Clear();
    }

    private static Known Renewed(Known? known, JudgedJob job, ImmutableArray<RunResult> runs, DateTimeOffset now)
    {
        var squares = known is not null && known.Runs == runs && known.Date == now.Date ? known.Line.Squares : JobLine.SquaresOf(runs, now);
        var line = JobLine.From(job, squares, runs, now);
        return new(job, runs, now.Date, known?.Line == line ? known.Line : line);
    }

    private sealed record Known(JudgedJob Job, ImmutableArray<RunResult> Runs, DateTime Date, JobLine Line);
}
