using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;

namespace Zrepl.Zfs.Simulator.Commands.Receiving;

/// <summary>Where a stream goes.</summary>
/// <param name="Dataset">Full name of the filesystem or volume.</param>
/// <param name="Snapshot">Short name of the snapshot to be made.</param>
internal sealed record Destination(string Dataset, string Snapshot)
{
    public string FullName => Dataset + "@" + Snapshot;

    /// <summary>
    /// How much of the stream's name is added to the operand: nothing, all but the pool, the last component, or what is below the sent filesystem.
    /// </summary>
    /// <returns>Null if the result is no name of a snapshot.</returns>
    public static Destination? Of(ReceiveSettings settings, string nameInStream, string sentDataset)
    {
        var at = nameInStream.IndexOf('@', StringComparison.Ordinal);
        var operand = settings.Target;
        var slash = nameInStream.IndexOf('/', StringComparison.Ordinal);
        string full;
        if (settings.AppendsLastComponent) full = $"{operand}/{nameInStream[(sentDataset.LastIndexOf('/') + 1)..]}";
        else if (settings.AppendsName) full = operand + nameInStream[(slash >= 0 && slash < at ? slash : at)..];
        else if (!operand.Contains('@', StringComparison.Ordinal)) full = operand + nameInStream[Math.Min(sentDataset.Length, nameInStream.Length)..];
        else full = operand;
        if (NameCheck.ProblemIn(full, EntityTypes.Snapshot, isNew: true) is not null) return null;
        return full.Split('@') is [var dataset, var snapshot] ? new(dataset, snapshot) : null;
    }
}
