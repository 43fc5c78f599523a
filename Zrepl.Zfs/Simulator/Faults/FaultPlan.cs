using System.Collections.Immutable;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator;

/// <summary>A fault that met a command.</summary>
/// <param name="Command">The command.</param>
/// <param name="Fault">What happened to it.</param>
public sealed record InjectedFault(ZfsCommand Command, Fault Fault);

/// <summary>Faults of commands that are to come. Several rules may meet one command; they act in the order in which they were added.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<(FaultRule Rule, int Seen)> _rules = [];
    private ImmutableList<InjectedFault> _injected = [];
    private Random _random = new(0);

    /// <summary>The faults that have happened, in order.</summary>
    public IReadOnlyList<InjectedFault> Injected => _injected;

    /// <summary>Decides the chances of rules with a probability below 1; the same seed and the same commands give the same faults.</summary>
    public int Seed
    {
        set
        {
            lock (_lock) _random = new(value);
        }
    }

    /// <summary>Adds a rule.</summary>
    public void Add(FaultRule rule)
    {
        lock (_lock) _rules.Add((rule, 0));
    }

    /// <summary>Adds a rule that meets the first command which fits.</summary>
    public void Add(string pattern, Fault fault) => Add(new FaultRule { Pattern = pattern, Fault = fault });

    /// <summary>Forgets all rules; faults that are under way go on.</summary>
    public void Clear()
    {
        lock (_lock) _rules.Clear();
    }

    internal ImmutableArray<Fault> Meet(ZfsCommand command)
    {
        lock (_lock)
        {
            if (_rules.Count == 0) return [];
            var faults = ImmutableArray.CreateBuilder<Fault>();
            for (var i = 0; i < _rules.Count; i++)
            {
                var (rule, seen) = _rules[i];
                if (!rule.Matches(command)) continue;
                _rules[i] = (rule, seen + 1);
                var isInReach = seen + 1 >= rule.FirstOccurrence && (rule.Times is not { } times || seen + 1 < rule.FirstOccurrence + times);
                if (!isInReach || (rule.Probability < 1 && _random.NextDouble() >= rule.Probability)) continue;
                faults.Add(rule.Fault);
                _injected = _injected.Add(new(command, rule.Fault));
            }

            return faults.ToImmutable();
        }
    }
}
