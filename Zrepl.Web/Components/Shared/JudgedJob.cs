using System.Runtime.CompilerServices;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Components.Shared;

/// <summary>
/// A job, judged at a moment: a function of its status and the time, to the second. Made once for all browsers, however many look at however
/// many jobs.
/// </summary>
internal sealed class JudgedJob
{
    private static readonly ConditionalWeakTable<JobStatus, JudgedJob> Remembered = new();

    private readonly long _second;

    private JudgedJob(JobStatus job, DateTimeOffset now)
    {
        _second = SecondOf(now);
        Job = job;
        Freshness = JobFreshness.Of(job, now);
        NeedsYou = JobWords.NeedsYou(job) || Freshness.IsAlarming;
        Kind = JobWords.Kind(job, Freshness);
        Word = JobWords.Word(job, Freshness);
    }

    /// <summary>The job.</summary>
    public JobStatus Job { get; }

    /// <summary>How old its copies are.</summary>
    public JobFreshness Freshness { get; }

    /// <summary>True if somebody should look at it.</summary>
    public bool NeedsYou { get; }

    /// <summary>What its state means to the reader.</summary>
    public StateKind Kind { get; }

    /// <summary>Its state in a word.</summary>
    public string Word { get; }

    /// <summary>Judges.</summary>
    public static JudgedJob Of(JobStatus job, DateTimeOffset now)
    {
        if (Remembered.TryGetValue(job, out var known) && known._second == SecondOf(now)) return known;
        var judged = new JudgedJob(job, now);
        Remembered.AddOrUpdate(job, judged);
        return judged;
    }

    private static long SecondOf(DateTimeOffset now) => now.UtcTicks / TimeSpan.TicksPerSecond;
}
