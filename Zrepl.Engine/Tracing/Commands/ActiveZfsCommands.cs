using System.Collections.Immutable;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>The <c>zfs</c> and <c>zpool</c> commands that run in this process now, for the status. Safe for threads.</summary>
public sealed class ActiveZfsCommands
{
    private ImmutableHashSet<ActiveZfsCommand> _running = ImmutableHashSet.Create<ActiveZfsCommand>(ReferenceComparer.Instance);

    /// <summary>Hears of each command that has ended. Called in the flow of whoever ran it: return at once, throw nothing.</summary>
    public event Action<FinishedZfsCommand>? Finished;

    /// <summary>Hears whenever other commands hang or are stuck than before. Called in the flow of whoever found out: return soon, throw nothing.</summary>
    public event Action? HangingChanged;

    /// <summary>The commands, the longest running first.</summary>
    public ImmutableArray<ActiveZfsCommand> Current => [.. _running.OrderBy(command => command.StartedAt)];

    internal void Add(ActiveZfsCommand started) => ImmutableInterlocked.Update(ref _running, (all, one) => all.Add(one), started);

    internal void Replace(ActiveZfsCommand before, ActiveZfsCommand after)
    {
        ImmutableInterlocked.Update(ref _running, all => all.Remove(before).Add(after));
        if (Hangs(before) || Hangs(after)) HangingChanged?.Invoke();
    }

    internal void Remove(ActiveZfsCommand started, FinishedZfsCommand finished)
    {
        ImmutableInterlocked.Update(ref _running, (all, one) => all.Remove(one), started);
        Finished?.Invoke(finished);
        if (Hangs(started)) HangingChanged?.Invoke();
    }

    private static bool Hangs(ActiveZfsCommand command) => command.QuietSince is not null || command.IsStuck;

    // Two equal commands may run at once.
    private sealed class ReferenceComparer : IEqualityComparer<ActiveZfsCommand>
    {
        public static readonly ReferenceComparer Instance = new();

        public bool Equals(ActiveZfsCommand? x, ActiveZfsCommand? y) => ReferenceEquals(x, y);

        public int GetHashCode(ActiveZfsCommand obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
