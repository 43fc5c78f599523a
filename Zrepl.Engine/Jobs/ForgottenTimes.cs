using System.Collections.Immutable;

namespace Zrepl.Engine.Jobs;

/// <summary>For how long holds and bookmarks of ours have been useless: the sum of the times between looks at which each was.</summary>
/// <param name="LookedAt">When somebody looked last; null: never, or nobody does any more.</param>
/// <param name="Useless">By mark.</param>
internal sealed record ForgottenTimes(DateTimeOffset? LookedAt, ImmutableSortedDictionary<string, TimeSpan> Useless)
{
    public static ForgottenTimes None { get; } = new(null, ImmutableSortedDictionary.Create<string, TimeSpan>(StringComparer.Ordinal));

    /// <summary>The same as it was read from a file; a file of another form says nothing, so that the time begins anew.</summary>
    public ForgottenTimes Read() => Useless is null ? None : this with { Useless = Useless.WithComparers(StringComparer.Ordinal) };

    /// <summary>For how long a mark has been useless.</summary>
    public TimeSpan Of(string mark) => Useless.GetValueOrDefault(mark);

    /// <summary>After another look.</summary>
    /// <param name="marks">What is useless now; those that are not any more begin anew if they are again.</param>
    /// <param name="now">When that was.</param>
    /// <param name="longest">So much counts at most of the time since the look before. Of a clock that was set back nothing does.</param>
    public ForgottenTimes After(IEnumerable<string> marks, DateTimeOffset now, TimeSpan longest)
    {
        var since = LookedAt is { } before && now > before ? now - before : TimeSpan.Zero;
        if (since > longest) since = longest;
        return new(now, marks.ToImmutableSortedDictionary(mark => mark, mark => Useless.TryGetValue(mark, out var useless) ? useless + since : TimeSpan.Zero, StringComparer.Ordinal));
    }

    /// <summary>Without one that is gone.</summary>
    public ForgottenTimes Without(string mark) => this with { Useless = Useless.Remove(mark) };

    public bool Equals(ForgottenTimes? other) => other is not null && LookedAt == other.LookedAt && Useless.SequenceEqual(other.Useless);

    public override int GetHashCode() => HashCode.Combine(LookedAt, Useless.Count);
}
