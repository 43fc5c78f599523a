using System.Collections.Concurrent;

namespace Zrepl.Tests.Interop;

/// <summary>What two Go daemons leave after the same story: told once for each release and direction.</summary>
public sealed class ReplicationOfGoAlone
{
    private readonly ConcurrentDictionary<(string, string, int), Task<string[]>> _told = [];

    /// <summary>The lines of <see cref="InteropTree.MarksAsync"/>.</summary>
    public Task<string[]> MarksAsync(string direction, string go, int snapshots) =>
        _told.GetOrAdd((direction, go, snapshots), _ => ReplicationStory.TellAsync(direction, go, go, "tcp", snapshots));
}
