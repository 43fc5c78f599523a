using System.Collections.Immutable;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Contracts.Pools;

/// <summary>Keeps every command it hands on, in order.</summary>
public sealed class RecordedCommands(IZfsCommandRunner inner) : IZfsCommandRunner
{
    private ImmutableList<ZfsCommand> _started = [];

    /// <summary>The commands so far.</summary>
    public IReadOnlyList<ZfsCommand> Started => _started;

    /// <summary>Those of one subcommand as command lines, since a moment told by <see cref="Started"/>'s count.</summary>
    public IEnumerable<string> Lines(string verb, int since = 0) =>
        _started.Skip(since).Where(command => command.Verb == verb).Select(command => string.Join(' ', command.Arguments));

    /// <inheritdoc/>
    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        ImmutableInterlocked.Update(ref _started, (list, added) => list.Add(added), command);
        return inner.StartAsync(command, cancellation);
    }
}
