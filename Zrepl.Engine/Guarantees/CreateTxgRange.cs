namespace Zrepl.Engine.Guarantees;

/// <summary>One end of a <see cref="CreateTxgRange"/>.</summary>
/// <param name="Value">A transaction group.</param>
/// <param name="IsInclusive">Whether the value itself belongs to the range.</param>
public readonly record struct TxgBound(ulong Value, bool IsInclusive);

/// <summary>
/// A range of transaction groups, to look only at versions made in it (spec B3.4). A range of one element is refused, as upstream does.
/// </summary>
public sealed record CreateTxgRange
{
    private readonly ulong _first;
    private readonly ulong _last = ulong.MaxValue;

    private CreateTxgRange(TxgBound? since, TxgBound? until, ulong first, ulong last) =>
        (Since, Until, _first, _last) = (since, until, first, last);

    /// <summary>Everything.</summary>
    public static CreateTxgRange All { get; } = new(null, null, 0, ulong.MaxValue);

    /// <summary>Lower end, or null for none.</summary>
    public TxgBound? Since { get; }

    /// <summary>Upper end, or null for none.</summary>
    public TxgBound? Until { get; }

    /// <summary>Makes a range.</summary>
    /// <param name="since">Lower end.</param>
    /// <param name="until">Upper end.</param>
    /// <param name="allowZero">Whether 0 may be named (<c>ZREPL_ENDPOINT_LIST_ABSTRACTIONS_QUERY_CREATETXG_RANGE_BOUND_ALLOW_0</c>).</param>
    /// <exception cref="ArgumentException">The range would be empty or has one element, or a bound cannot be met.</exception>
    public static CreateTxgRange Between(TxgBound? since, TxgBound? until, bool allowZero = false)
    {
        if (!allowZero && (since?.Value == 0 || until?.Value == 0)) throw new ArgumentException("CreateTXG must be non-zero");
        if (since is { Value: ulong.MaxValue, IsInclusive: false }) throw new ArgumentException("nothing comes after the last transaction group");
        if (until is { Value: 0, IsInclusive: false }) throw new ArgumentException("nothing comes before transaction group 0");
        var first = since is { } s ? s.IsInclusive ? s.Value : s.Value + 1 : 0;
        var last = until is { } u ? u.IsInclusive ? u.Value : u.Value - 1 : ulong.MaxValue;
        if (since is not null && until is not null && first >= last) throw new ArgumentException("the range must have more than one element");
        return new(since, until, first, last);
    }

    /// <summary>True if the transaction group is in the range.</summary>
    public bool Contains(ulong createTxg) => createTxg >= _first && createTxg <= _last;

    /// <summary><c>~</c> for an open end, brackets for closed and parentheses for excluded ones.</summary>
    public override string ToString()
    {
        var low = Since is { } s ? $"{(s.IsInclusive ? '[' : '(')}{s.Value}" : "~";
        var high = Until is { } u ? $"{u.Value}{(u.IsInclusive ? ']' : ')')}" : "~";
        return $"{low},{high}";
    }
}
