using System.Collections.Immutable;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Streams;

namespace Zrepl.Zfs.Simulator.Commands.Sending;

/// <summary>The list at the beginning of a compound stream, as recorded (<c>send_iterate_fs</c> in OpenZFS <c>libzfs_sendrecv.c</c>).</summary>
internal static class PackageListWriter
{
    public static ImmutableArray<NvPair> Write(Dataset dataset, Snapshot? snapshot, SendSettings settings, OpenZfsVersion version)
    {
        var pairs = ImmutableArray.CreateBuilder<NvPair>();
        if (snapshot is not null) pairs.Add(NvPair.Of("tosnap", snapshot.Name));
        pairs.Add(NvPair.Flag("not_recursive"));
        if (settings.Flags.Raw) pairs.Add(NvPair.Flag("raw"));
        pairs.Add(NvPair.Of("fss", [NvPair.Of($"0x{dataset.Guid:x}", Filesystem(dataset, snapshot, settings, version))]));
        return pairs.ToImmutable();
    }

    private static ImmutableArray<NvPair> Filesystem(Dataset dataset, Snapshot? snapshot, SendSettings settings, OpenZfsVersion version)
    {
        var pairs = ImmutableArray.CreateBuilder<NvPair>();
        pairs.Add(NvPair.Of("name", dataset.Name));
        pairs.Add(NvPair.Of("parentfromsnap", 0));
        if (dataset.Origin is { } origin) pairs.Add(NvPair.Of("origin", origin.Guid));
        if (settings.Properties || settings.ReceivedProperties) pairs.Add(NvPair.Of("props", [.. Properties(dataset, settings, version)]));
        if (dataset.Encryption is { } encryption && encryption.Root == dataset.Name) pairs.Add(NvPair.Flag("is_encroot"));
        if (snapshot is null) return pairs.ToImmutable();

        pairs.Add(NvPair.Of("snaps", [NvPair.Of(snapshot.Name, snapshot.Guid)]));
        var own = snapshot.Properties?.Settings.Where(setting => setting.Value.Effective is not null)
            .Select(setting => NvPair.Of(setting.Key, setting.Value.Effective!)) ?? []; // filtered
        pairs.Add(NvPair.Of("snapprops", [NvPair.Of(snapshot.Name, settings.Properties ? [.. own] : [])]));
        if (settings.Holds && snapshot.Holds is { } holds)
            pairs.Add(NvPair.Of("snapholds", [NvPair.Of(snapshot.Name, [.. holds.Select(hold => NvPair.Of(hold.Key, (ulong)hold.Value))])]));
        return pairs.ToImmutable();
    }

    // What is set on the dataset itself; with -b what it received, whatever was set over it.
    private static IEnumerable<NvPair> Properties(Dataset dataset, SendSettings settings, OpenZfsVersion version)
    {
        foreach (var (name, setting) in dataset.Properties.Settings)
        {
            if ((settings.ReceivedProperties ? setting.Received : setting.Effective) is not { } value) continue;
            if (PropertyTable.Find(name, version) is not { } native)
            {
                yield return NvPair.Of(name, value);
                continue;
            }

            if (native.IsFixed || native.Name == "volsize") continue; // comes with the data
            yield return PropertyNumbers.Of(native, value) is { } number ? NvPair.Of(name, number) : NvPair.Of(name, value);
        }
    }
}
