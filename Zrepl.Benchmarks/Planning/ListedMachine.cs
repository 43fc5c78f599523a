using System.Globalization;
using System.Text;
using Zrepl.Zfs.Commands;

namespace Zrepl.Benchmarks.Planning;

/// <summary>
/// A machine whose <c>zfs</c> is a script that prints files: the listings of many datasets, read through a pipe from a child as in the daemon, at no cost of ours.
/// Every command leaves a line, so that processes can be counted.
/// </summary>
internal sealed class ListedMachine
{
    private readonly string _directory;

    private ListedMachine(string directory) => _directory = directory;

    /// <summary>Its <c>zfs</c>.</summary>
    public ZfsBinaries Binaries => new(Path.Combine(_directory, "zfs"));

    /// <summary>Commands that were run so far.</summary>
    public int Commands => File.Exists(Log) ? File.ReadLines(Log).Count() : 0;

    private string Log => Path.Combine(_directory, "commands");

    /// <summary>Writes its files.</summary>
    /// <param name="directory">Where; must not exist.</param>
    /// <param name="root">Above all datasets.</param>
    /// <param name="datasets">How many.</param>
    /// <param name="snapshots">How many of each.</param>
    /// <param name="cursorOf">Leaves the cursor of this job on the newest one; null: no bookmarks.</param>
    public static ListedMachine Write(string directory, string root, int datasets, int snapshots, string? cursorOf)
    {
        Directory.CreateDirectory(directory);
        using (var list = new StreamWriter(Path.Combine(directory, "inventory"), append: false, new UTF8Encoding(false), 1 << 20))
        using (var properties = new StreamWriter(Path.Combine(directory, "properties"), append: false, new UTF8Encoding(false), 1 << 20))
        {
            foreach (var parent in Parents(root)) WriteDataset(list, properties, parent, isPlaceholder: true);
            for (var dataset = 0; dataset < datasets; dataset++)
            {
                var name = $"{root}/d{dataset.ToString("D5", CultureInfo.InvariantCulture)}";
                WriteDataset(list, properties, name, isPlaceholder: false);
                for (var snapshot = 0; snapshot < snapshots; snapshot++) WriteVersion(list, name, dataset, snapshot, snapshots, '@', $"zrepl_20260101_{snapshot.ToString("D6", CultureInfo.InvariantCulture)}_000");
                if (cursorOf is not null && snapshots > 0)
                    WriteVersion(list, name, dataset, snapshots - 1, snapshots, '#', $"zrepl_CURSOR_G_{Guid(dataset, snapshots - 1, snapshots):x16}_J_{cursorOf}");
            }
        }

        var script = Path.Combine(directory, "zfs");
        File.WriteAllText(script, $$"""
            #!/bin/sh
            echo "$*" >>'{{directory}}/commands'
            case "$*" in
                "list -H -p -o name,guid"*"-t filesystem,volume,snapshot,bookmark"*) exec cat '{{directory}}/inventory' ;;
                "list -H -o name -t filesystem,volume "*) shift 6; printf '%s\n' "$1" ;;
                "get "*" -r -t filesystem,volume "*) exec cat '{{directory}}/properties' ;;
                *) echo "this machine only lists: zfs $*" >&2; exit 2 ;;
            esac

            """);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new(directory);
    }

    private static IEnumerable<string> Parents(string root)
    {
        for (var slash = root.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = root.IndexOf('/', slash + 1)) yield return root[..slash];
        yield return root;
    }

    private static void WriteDataset(StreamWriter list, StreamWriter properties, string name, bool isPlaceholder)
    {
        list.Write(string.Create(CultureInfo.InvariantCulture, $"{name}\t{(ulong)name.GetHashCode(StringComparison.Ordinal)}\t10\t1750000000\t-\toff\n"));
        properties.Write($"{name}\tzrepl:placeholder\t{(isPlaceholder ? "on" : "off")}\tlocal\n{name}\treceive_resume_token\t-\t-\n");
    }

    private static void WriteVersion(StreamWriter list, string dataset, int number, int snapshot, int snapshots, char delimiter, string name) =>
        list.Write(string.Create(
            CultureInfo.InvariantCulture, $"{dataset}{delimiter}{name}\t{Guid(number, snapshot, snapshots)}\t{1000 + snapshot}\t{1_750_000_000 + (snapshot * 900L)}\t{(delimiter == '@' ? "0" : "-")}\t-\n"));

    // The same on both sides.
    private static ulong Guid(int dataset, int snapshot, int snapshots) => 0x5000_0000_0000_0000UL + ((ulong)dataset * (ulong)snapshots) + (ulong)snapshot;
}
