using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Holds;

/// <summary>Holds, releases and lists holds. Holding and releasing can be repeated without harm (spec A8).</summary>
public sealed class HoldKeeper(IZfsCommandRunner runner)
{
    private const int SnapshotsPerCommand = 500;

    /// <summary>Holds snapshots of one pool with one tag. A hold that is there already counts as made.</summary>
    /// <exception cref="DatasetMissingException">A snapshot is gone.</exception>
    public async Task HoldAsync(HoldTag tag, IReadOnlyCollection<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        if (snapshots.Count == 0) return;
        var result = await runner.RunAsync(ZfsCommand.Zfs(["hold", tag.Text, .. snapshots.Select(s => s.Text)]), cancellation);
        if (result.IsSuccess) return;

        // One hold that exists makes ZFS refuse the others of the same command: make them one by one.
        if (snapshots.Count > 1)
        {
            foreach (var snapshot in snapshots) await HoldAsync(tag, [snapshot], cancellation);
            return;
        }

        if (CreateErrors.AreAllHeldAlready(result)) return;
        var only = snapshots.First().Text;
        throw HoldErrors.SaysMissing(result, only) ? new DatasetMissingException(only, result) : CommonErrors.Generic(result);
    }

    /// <summary>Releases one tag from snapshots of one dataset. A tag or snapshot that is gone counts as released.</summary>
    public async Task ReleaseAsync(HoldTag tag, IReadOnlyCollection<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        foreach (var part in snapshots.Chunk(SnapshotsPerCommand))
        {
            var result = await runner.RunAsync(ZfsCommand.Zfs(["release", tag.Text, .. part.Select(s => s.Text)]), cancellation);
            if (result.IsSuccess || CreateErrors.AreAllReleasedAlready(result)) continue;
            if (part.Length == 1) throw CommonErrors.Generic(result);
            foreach (var snapshot in part) await ReleaseAsync(tag, [snapshot], cancellation);
        }
    }

    /// <summary>The holds on some snapshots. Snapshots that are gone have none.</summary>
    public async Task<ImmutableArray<Hold>> ListAsync(IReadOnlyCollection<SnapshotPath> snapshots, CancellationToken cancellation)
    {
        var holds = ImmutableArray.CreateBuilder<Hold>();
        foreach (var part in snapshots.Chunk(SnapshotsPerCommand))
        {
            var command = ZfsCommand.Zfs(["holds", "-H", .. part.Select(s => s.Text)]);
            var result = await runner.RunAsync(command, cancellation);
            if (!result.IsSuccess && !HoldErrors.AreAllMissing(result)) throw CommonErrors.Generic(result);
            holds.AddRange(Read(result, part));
        }

        return holds.ToImmutable();
    }

    // NAME <tab> TAG <tab> TIMESTAMP. A tag may contain tabs, so the name ends at the first and the time begins at the last.
    private static IEnumerable<Hold> Read(CommandResult result, SnapshotPath[] asked)
    {
        var byName = asked.ToDictionary(snapshot => snapshot.Text, StringComparer.Ordinal);
        foreach (var line in result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (first, last) = (line.IndexOf('\t', StringComparison.Ordinal), line.LastIndexOf('\t'));
            if (first < 0 || last <= first || !byName.TryGetValue(line[..first], out var snapshot))
                throw new UnexpectedOutputException(result.Command, line);
            yield return new(snapshot, HoldTag.AsPrinted(line[(first + 1)..last]), line[(last + 1)..]);
        }
    }
}
