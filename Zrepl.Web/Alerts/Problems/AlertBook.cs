using System.Collections.Immutable;

namespace Zrepl.Web.Alerts.Problems;

/// <summary>
/// Decides what is told and when: each problem once, again after a while, and its end. Pure: what is known, what is there now, and the time give what is
/// to be told and what is known then.
/// </summary>
/// <param name="States">All problems that are remembered, by key.</param>
internal sealed record AlertBook(ImmutableSortedDictionary<string, AlertState> States)
{
    /// <summary>A problem counts as over when it was not there for so long; one that comes and goes is one problem.</summary>
    public static readonly TimeSpan Settles = TimeSpan.FromMinutes(5);

    /// <summary>Nothing is remembered.</summary>
    public static AlertBook Empty { get; } = new(ImmutableSortedDictionary.Create<string, AlertState>(StringComparer.Ordinal));

    /// <summary>A book with what was remembered.</summary>
    public static AlertBook Of(IEnumerable<AlertState> states) => new(Empty.States.SetItems(states.Select(state => KeyValuePair.Create(state.Key, state))));

    /// <summary>Compares what is remembered with what is there now.</summary>
    /// <param name="present">The problems there are.</param>
    /// <param name="isUnknown">True for jobs of which nobody knows now how they stand: their problems stay as they are.</param>
    /// <param name="isThere">False for jobs that are not defined any more: their problems are forgotten, not told to be over.</param>
    /// <param name="repeatAfter">After this time a problem that lasts is told again.</param>
    /// <param name="now">The time.</param>
    /// <returns>What is remembered then, and what is to be told now; it stays due until <see cref="Told"/> says that it was.</returns>
    public (AlertBook Next, ImmutableArray<AlertMessage> Due) Look(
        IReadOnlyCollection<AlertProblem> present, Func<string, bool> isUnknown, Func<string, bool> isThere, TimeSpan repeatAfter, DateTimeOffset now)
    {
        var next = States.ToBuilder();
        var due = ImmutableArray.CreateBuilder<AlertMessage>();
        foreach (var problem in present)
        {
            var state = (next.GetValueOrDefault(problem.Key) ?? new(problem.Key, now, null, null, "")) with { GoneSince = null, Text = problem.Text };
            next[problem.Key] = state;
            if (state.ToldAt is null || state.ToldAt < problem.HappenedAt) due.Add(Message(AlertEvent.Problem, problem, state));
            else if (problem.HappenedAt is null && now - state.ToldAt >= repeatAfter) due.Add(Message(AlertEvent.Repeat, problem, state));
        }

        var there = present.Select(problem => problem.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var state in States.Values.Where(state => !there.Contains(state.Key)))
        {
            var (job, kind) = AlertProblem.PartsOf(state.Key);
            if (isUnknown(job)) continue;
            if (kind == HistoryProblems.Replaced) // nobody waits for the end of what happened
            {
                next.Remove(state.Key);
                continue;
            }

            var gone = state.GoneSince ?? now;
            next[state.Key] = state with { GoneSince = gone };
            if (state.ToldAt is null) next.Remove(state.Key); // nobody heard of it, so nobody waits for its end
            else if (now - gone < Settles) continue;
            else if (job.Length > 0 && !isThere(job)) next.Remove(state.Key);
            else due.Add(new(AlertEvent.Recovery, state.Key, job, kind, job.Length > 0 ? $"{job} is no longer {kind}" : HistoryProblems.Recovered, $"It was: {state.Text}", "", state.Since, now));
        }

        return (new(next.ToImmutable()), due.ToImmutable());

        AlertMessage Message(AlertEvent reason, AlertProblem problem, AlertState state) =>
            new(reason, problem.Key, problem.Job, problem.Kind, problem.Title, problem.Text, problem.Advice, state.Since, now);
    }

    /// <summary>Remembers that a message reached somebody.</summary>
    public AlertBook Told(AlertMessage message, DateTimeOffset at) => !States.TryGetValue(message.Key, out var state) ? this
        : message.Event is AlertEvent.Recovery
            ? state.GoneSince is null ? new(States.SetItem(message.Key, state with { Since = at, ToldAt = null })) : new(States.Remove(message.Key))
            : new(States.SetItem(message.Key, state with { ToldAt = at }));
}
