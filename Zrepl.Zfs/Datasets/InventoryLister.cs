using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Datasets;

/// <summary>Lists datasets, snapshots and bookmarks below some roots with one <c>zfs list</c>, however many they are (design D7).</summary>
public sealed class InventoryLister(IZfsCommandRunner runner, TimeProvider clock)
{
    private const string Columns = VersionLine.Columns + ",encryption";
    private const int ColumnCount = VersionLine.ColumnCount + 1;

    /// <summary>Takes the inventory.</summary>
    /// <param name="roots">Where to begin; null for every pool. Roots that do not exist are left out.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="UnexpectedOutputException">A line that is not understood; nothing is guessed from half a list.</exception>
    public async Task<DatasetInventory> TakeAsync(IReadOnlyCollection<DatasetPath>? roots, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        if (roots is { Count: 0 }) return new(now, ImmutableSortedDictionary<DatasetPath, DatasetListing>.Empty);
        var command = ZfsCommand.Zfs(
            ["list", "-H", "-p", "-o", Columns, "-r", "-t", "filesystem,volume,snapshot,bookmark", .. roots?.Select(root => root.Text) ?? []]);
        var reading = new Reading();
        var result = await runner.RunLinesAsync(command, reading.Add, cancellation);
        if (reading.Problem is { } problem) throw new UnexpectedOutputException(command, problem);
        if (!result.IsSuccess && (roots is null || !CommonErrors.AreAllMissing(result, roots.Select(root => root.Text))))
            throw CommonErrors.Generic(result);
        return new(now, reading.Finish());
    }

    /// <summary>Looks up one dataset and some of its versions, in one process.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="relativeNames">Names with delimiter; those that do not exist are left out of the result.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <exception cref="DatasetMissingException">The dataset does not exist.</exception>
    public async Task<DatasetListing> LookUpAsync(
        DatasetPath dataset, IReadOnlyCollection<string> relativeNames, CancellationToken cancellation)
    {
        string[] operands = [dataset.Text, .. relativeNames.Select(name => dataset.Text + name)];
        var command = ZfsCommand.Zfs(["list", "-H", "-p", "-o", Columns, "-t", "filesystem,volume,snapshot,bookmark", .. operands]);
        var reading = new Reading();
        var result = await runner.RunLinesAsync(command, reading.Add, cancellation);
        if (reading.Problem is { } problem) throw new UnexpectedOutputException(command, problem);
        if (!result.IsSuccess && !CommonErrors.AreAllMissing(result, operands)) throw CommonErrors.Generic(result);
        return reading.Finish().GetValueOrDefault(dataset) ?? throw new DatasetMissingException(dataset.Text, result);
    }

    private sealed class Reading
    {
        private readonly Dictionary<string, Collected> _datasets = new(StringComparer.Ordinal);
        private readonly NamePool _names = new();
        private Collected? _latest;

        public string? Problem { get; private set; }

        public void Add(ReadOnlySpan<byte> line)
        {
            if (Problem is not null) return; // read on to the end, the command must not block on a full pipe
            try
            {
                var columns = ListColumns.Read(line, ColumnCount);
                var name = columns.Next();
                var delimiter = VersionLine.DelimiterIn(name);
                var dataset = Of(delimiter < 0 ? name : name[..delimiter]);
                if (delimiter >= 0) dataset.Versions.Add(VersionLine.Read(name, ref columns, _names));
                else dataset.Encryption = Encoding.UTF8.GetString(line[(line.LastIndexOf((byte)'\t') + 1)..]);
            }
            catch (FormatException failure)
            {
                Problem = failure.Message;
            }
        }

        public ImmutableSortedDictionary<DatasetPath, DatasetListing> Finish()
        {
            var finished = ImmutableSortedDictionary.CreateBuilder<DatasetPath, DatasetListing>();
            foreach (var dataset in _datasets.Values)
            {
                // A name that we would refuse on a command line is not offered to anybody.
                if (DatasetPath.TryParse(dataset.Name, out var path) && dataset.Encryption is not null)
                    finished[path] = new(path, dataset.IsEncrypted, dataset.SortedVersions());
            }

            return finished.ToImmutable();
        }

        // Lines of one dataset follow each other; looking it up again would cost a string for each line.
        private Collected Of(ReadOnlySpan<byte> name)
        {
            if (_latest is not null && name.SequenceEqual(_latest.NameBytes)) return _latest;
            var text = Encoding.UTF8.GetString(name);
            ref var dataset = ref CollectionsMarshal.GetValueRefOrAddDefault(_datasets, text, out _);
            return _latest = dataset ??= new(text);
        }
    }

    private sealed class Collected(string name)
    {
        public string Name => name;

        public byte[] NameBytes { get; } = Encoding.UTF8.GetBytes(name);

        public string? Encryption { get; set; }

        public List<FilesystemVersion> Versions { get; } = [];

        public bool? IsEncrypted => Encryption switch { "off" => false, "-" or "" or null => null, _ => true };

        // Ties are a snapshot and its bookmarks; a fixed order makes listings comparable.
        public ImmutableArray<FilesystemVersion> SortedVersions()
        {
            Versions.Sort(static (a, b) =>
                a.CreateTxg != b.CreateTxg ? a.CreateTxg.CompareTo(b.CreateTxg)
                : a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind)
                : string.CompareOrdinal(a.Name, b.Name));
            return [.. Versions];
        }
    }
}
