using System.Collections.Immutable;
using Zrepl.Engine.Status.Document;

namespace Zrepl.Web.Cli.StatusTui;

/// <summary>Where keys go.</summary>
internal enum TuiFocus
{
    /// <summary>The list of jobs.</summary>
    Jobs,

    /// <summary>The text about the chosen job.</summary>
    Detail,

    /// <summary>The filter.</summary>
    Filter,
}

/// <summary>A window over the others.</summary>
internal abstract record TuiDialog
{
    private TuiDialog() { }

    /// <summary>Which signal to send to a job.</summary>
    /// <param name="Job">The job.</param>
    /// <param name="Choice">Which of <see cref="Operations"/> is chosen.</param>
    public sealed record Signal(string Job, int Choice) : TuiDialog
    {
        /// <summary>What can be sent.</summary>
        public static readonly ImmutableArray<string> Operations = ["wakeup", "reset"];
    }

    /// <summary>Something to know.</summary>
    /// <param name="Text">What.</param>
    public sealed record Message(string Text) : TuiDialog;
}

/// <summary>Everything that the interactive <c>zrepl status</c> shows. Immutable; keys and news make another one. Source: spec A4.2.</summary>
internal sealed record TuiState
{
    /// <summary>The daemon's status as it was last heard; null before the first answer.</summary>
    public StatusDocument? Status { get; init; }

    /// <summary>Why the last question was not answered; null if it was. What was heard before stays.</summary>
    public string? Problem { get; init; }

    /// <summary>When the daemon last answered; before its first answer, when it was first asked. Null: nobody asks.</summary>
    public DateTimeOffset? HeardAt { get; init; }

    /// <summary>For how long a daemon may say nothing before that is worth a word.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Signals that the daemon has not answered yet.</summary>
    public ImmutableList<TuiRequest.Signal> Sending { get; init; } = [];

    /// <summary>The job that was asked for on the command line; empty: all.</summary>
    public string OnlyJob { get; init; } = "";

    /// <summary>Name of the chosen job; null if there is none.</summary>
    public string? Selected { get; init; }

    /// <summary>Where keys go.</summary>
    public TuiFocus Focus { get; init; }

    /// <summary>A regular expression for names of filesystems.</summary>
    public string Filter { get; init; } = "";

    /// <summary>True if long lines are broken.</summary>
    public bool Wraps { get; init; }

    /// <summary>True if the list of jobs is shown.</summary>
    public bool ShowsJobs { get; init; } = true;

    /// <summary>First line of the text that is shown.</summary>
    public int Top { get; init; }

    /// <summary>First column of the text that is shown.</summary>
    public int Left { get; init; }

    /// <summary>The window over the others, or null.</summary>
    public TuiDialog? Dialog { get; init; }

    /// <summary>Names of the jobs, in order.</summary>
    public ImmutableArray<string> Jobs => Status is null ? [] :
        [.. Status.Jobs.Where(job => job.Value is not JobDocument.Internal && (OnlyJob.Length == 0 || job.Key == OnlyJob)).Select(job => job.Key)];

    /// <summary>For how long there was no answer, if what is shown is old for that reason; else null.</summary>
    public TimeSpan? SilenceAt(DateTimeOffset now) => HeardAt is { } heard && (Problem is not null || now - heard > Patience) ? now - heard : null;

    /// <summary>The same with news of the daemon.</summary>
    /// <param name="status">What it said.</param>
    /// <param name="now">When it said it; null: nobody noted that.</param>
    public TuiState With(StatusDocument status, DateTimeOffset? now = null)
    {
        var next = this with { Status = status, Problem = null, HeardAt = now };
        return next.Jobs.Contains(Selected ?? "", StringComparer.Ordinal) ? next : next with { Selected = next.Jobs.FirstOrDefault(), Top = 0, Left = 0 };
    }
}
