using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary>A snapshot named on a command line, and with <c>-r</c> those of the same name below.</summary>
/// <param name="Name">The name as given.</param>
/// <param name="Members">Those that exist.</param>
internal sealed record SnapshotFamily(string Name, IReadOnlyList<Snapshot> Members)
{
    /// <summary>Finds them, or complains and gives null if the word is no snapshot or its dataset is missing.</summary>
    public static SnapshotFamily? Open(CommandCall call, Session session, string name, bool isRecursive)
    {
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            call.Errors.WriteLine($"'{name}' is not a snapshot");
            return null;
        }

        if (EntityOpener.OpenHead(call, session, name[..at]) is not { } dataset) return null;
        var members = new List<Snapshot>();
        foreach (var member in isRecursive ? dataset.SelfAndBelow() : [dataset])
            if (member.TryGetSnapshot(name[(at + 1)..], out var snapshot)) members.Add(snapshot);
        return new(name, members);
    }
}
