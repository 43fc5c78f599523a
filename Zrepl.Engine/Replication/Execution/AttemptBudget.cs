namespace Zrepl.Engine.Replication.Execution;

/// <summary>
/// Counts the attempts that got nothing done (BAD-14). A completed step is progress. So are bytes that the receiver can resume from, but
/// that shows only when it is listed the next time; until then the attempt has the benefit of the doubt, which can grant one attempt too
/// many.
/// </summary>
internal sealed class AttemptBudget(AttemptLimit limit)
{
    private const long FewestBytes = 1 << 20;

    private int _all;
    private int _withoutProgress;
    private AttemptOutcome? _doubtful;

    /// <summary>True if no further attempt may be made.</summary>
    public bool IsExhausted => _all >= AttemptLimit.Most || _withoutProgress >= limit.Attempts;

    /// <summary>Takes in how an attempt ended.</summary>
    public void Add(AttemptOutcome attempt)
    {
        _all++;
        if (_doubtful is { } earlier && attempt.Filesystems is not null)
        {
            if (!LeftNewToken(earlier, attempt)) _withoutProgress++;
            _doubtful = null;
        }

        if (attempt.Filesystems?.Values.Any(filesystem => filesystem.CompletedSteps > 0) == true) return;
        if (attempt.Filesystems?.Values.Any(filesystem => filesystem.Bytes >= FewestBytes) == true) _doubtful = attempt;
        else _withoutProgress++;
    }

    private static bool LeftNewToken(AttemptOutcome earlier, AttemptOutcome later) => earlier.Filesystems!.Values.Any(before =>
        before.Bytes >= FewestBytes
        && later.Filesystems!.GetValueOrDefault(before.Path)?.TokenBefore is { Length: > 0 } token
        && token != before.TokenBefore);
}
