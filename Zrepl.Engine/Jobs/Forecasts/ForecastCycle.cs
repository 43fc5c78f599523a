using System.Collections.Immutable;

namespace Zrepl.Engine.Jobs.Forecasts;

/// <summary>
/// Sees when a dataset comes back to what it was some rounds before, and leaps over as many of these periods as the schedule repeats. A snapshot every half
/// minute comes to a million rounds in a year, of which the first thousands tell everything. The result is that of going through all of them.
/// </summary>
internal sealed class ForecastCycle
{
    private readonly ForecastDataset _dataset;
    private readonly ForecastRounds _rounds;
    private readonly ImmutableArray<SideForecast> _sides;
    private readonly ImmutableArray<ForecastState> _states;
    private readonly long _begin;
    private Reference? _reference;
    private int _patience = 1, _since;

    /// <summary>Begins to watch.</summary>
    /// <param name="dataset">The dataset, as it is today.</param>
    /// <param name="rounds">The rounds to come.</param>
    /// <param name="sides">Its sides.</param>
    public ForecastCycle(ForecastDataset dataset, ForecastRounds rounds, ImmutableArray<SideForecast> sides)
    {
        (_dataset, _rounds, _sides) = (dataset, rounds, sides);
        // A side without rules only grows.
        _states = [.. sides.Select(side => new ForecastState(side.Target, new(side.Rules, rounds), rounds))];
        _begin = rounds.Count > 0 ? rounds[0].At.ToUnixTimeSeconds() : 0;
        CanLeap = rounds.CanRepeat && sides.All(side => new AgeRules(side.Rules, rounds).AreKnown)
            && !dataset.Sender.Versions.Concat(dataset.Receiver.Versions).Any(version => version.IsSnapshot && rounds.Names(version.Name));
    }

    /// <summary>False if each round has to be gone through.</summary>
    public bool CanLeap { get; }

    /// <summary>Looks at the dataset after a round, and leaps if it can.</summary>
    /// <returns>How many of the next rounds have happened thereby.</returns>
    public int After(int round)
    {
        if (!CanLeap) return 0;
        var now = _rounds[round].At.ToUnixTimeSeconds();
        foreach (var state in _states)
            if (state.IsLaterThanEver(_dataset, now)) _reference = null;
        if (_reference is { } reference && IsSame(reference, now)) return Leap(reference, round);
        if (_reference is not null && ++_since < _patience) return 0;
        (_reference, _patience, _since) = (Look(round, now), _patience * 2, 0); // ever later, so that one is met that lies in a period (Brent)
        return 0;
    }

    private Reference Look(int round, long now) => new(
        round, [.. _states.Select(state => state.Look(_dataset, _begin, now))], IdOf(_dataset.Sender.Cursor), IdOf(_dataset.NewestShared),
        [.. _sides.Select(side => side.Counts)], [.. _sides.Select(side => side.Target.Versions.Length)]);

    private bool IsSame(Reference before, long now) =>
        _sides.Index().All(side => side.Item.Target.Versions.Length == before.Lengths[side.Index])
        && before.Cursor == IdOf(_dataset.Sender.Cursor) && before.Shared == IdOf(_dataset.NewestShared)
        && _states.Index().All(state => state.Item.Look(_dataset, _begin, now).AsSpan().SequenceEqual(before.Items[state.Index].AsSpan()));

    private int Leap(Reference before, int round)
    {
        _reference = null;
        var period = round - before.Round;
        var takes = _rounds[round].At - _rounds[before.Round].At;
        var times = _rounds.AlikeAfter(round, period) / period;
        if (times == 0 || takes.Ticks % TimeSpan.TicksPerSecond != 0) return 0; // creations are whole seconds
        _dataset.Leap(_rounds, times * period, times * (takes.Ticks / TimeSpan.TicksPerSecond));
        foreach (var (index, side) in _sides.Index()) side.Repeat(before.Counts[index], times);
        return times * period;
    }

    private (bool, ulong?) IdOf(ulong? guid) =>
        guid is { } one && _dataset.RoundOf(one) is not null ? (true, _dataset.TakenSince(one)) : (false, guid);

    private sealed record Reference(
        int Round, ImmutableArray<ImmutableArray<ForecastState.Item>> Items, (bool, ulong?) Cursor, (bool, ulong?) Shared,
        ImmutableArray<(int Rounds, int TakenAndGone)> Counts, ImmutableArray<int> Lengths);
}
