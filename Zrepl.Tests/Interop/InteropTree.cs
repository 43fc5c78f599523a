using System.Globalization;
using System.Text.RegularExpressions;
using Zrepl.Tests.Contracts.Pools;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Tests.Interop;

/// <summary>
/// What is replicated: nested filesystems, of which one in between is left out and thus becomes a placeholder, and a volume. Knows what each
/// side has and what zrepl left there.
/// </summary>
internal sealed partial class InteropTree
{
    private readonly PoolWorld _pools;
    private readonly DatasetPath _copies;
    private ulong _seed;

    private InteropTree(PoolWorld pools, string direction)
    {
        _pools = pools;
        Root = pools.PathOf("src");
        Target = pools.SinkPathOf("root");
        _copies = direction == InteropJobs.Push ? Target.Child(InteropJobs.Client) : Target;
    }

    /// <summary>The root of the tree, which is replicated.</summary>
    public DatasetPath Root { get; }

    /// <summary>The one that is not.</summary>
    public DatasetPath Between => Root.Child("between");

    /// <summary>All that are replicated.</summary>
    public IEnumerable<DatasetPath> Datasets => [Root, Between.Child("below"), Root.Child("volume")];

    /// <summary>The <c>root_fs</c>.</summary>
    public DatasetPath Target { get; }

    /// <summary>Makes the tree and the place for its copy.</summary>
    public static async Task<InteropTree> CreateAsync(PoolWorld pools, string direction)
    {
        var tree = new InteropTree(pools, direction);
        await pools.CreateForFilesAsync(tree.Root);
        await pools.CreateForFilesAsync(tree.Between);
        await pools.CreateForFilesAsync(tree.Between.Child("below"));
        await pools.CreateAsync(tree.Root.Child("volume"), "-V", "1M", "-s");
        await pools.CreateAsync(tree.Target);
        return tree;
    }

    /// <summary>Changes a file in each filesystem and takes a snapshot of everything.</summary>
    public async Task SnapshotAsync(string name, int bytes = 20_000)
    {
        foreach (var filesystem in new[] { Root, Between.Child("below") })
            await _pools.WriteAsync(filesystem, $"file {++_seed % 3}", bytes, _seed);
        await _pools.RunAsync("snapshot", "-r", $"{Root}@{name}");
    }

    /// <summary>Where the copy of a dataset is.</summary>
    public DatasetPath CopyOf(DatasetPath dataset) => _copies.Append(dataset);

    /// <summary>Names of the snapshots of a dataset, in order.</summary>
    public async Task<string[]> SnapshotsAsync(DatasetPath dataset) =>
        [.. (await _pools.VersionsAsync(dataset, VersionKinds.Snapshots)).Select(snapshot => snapshot.Name)];

    /// <summary>Fails unless each copy has snapshots of these names, with the guids and the content of those they were made of where these still are.</summary>
    public async Task AssertCopiedAsync(params string[] names)
    {
        foreach (var dataset in Datasets)
        {
            var copies = await _pools.VersionsAsync(CopyOf(dataset), VersionKinds.Snapshots);
            Assert.Equal(names, copies.Select(copy => copy.Name));
            foreach (var original in await _pools.VersionsAsync(dataset, VersionKinds.Snapshots))
            {
                var copy = copies.Single(one => one.Name == original.Name);
                Assert.Equal(original.Guid, copy.Guid);
                Assert.Equal(await _pools.DigestAsync(dataset, original.Name), await _pools.DigestAsync(CopyOf(dataset), copy.Name));
            }

            Assert.Equal("-", await _pools.PropertyAsync(CopyOf(dataset).Text, "receive_resume_token"));
        }
    }

    /// <summary>
    /// Everything that zrepl left on both sides: bookmarks, holds and properties of its own, one a line. Guids are told by the snapshots that have
    /// them, so that the same story told by other programs gives the same lines.
    /// </summary>
    public async Task<string[]> MarksAsync()
    {
        var marks = new List<string>();
        foreach (var pool in new[] { _pools.Source, _pools.Sink })
        {
            foreach (var line in await LinesAsync("get", "-Hr", "-t", "filesystem,volume", "-s", "local,received", "-o", "name,property,value,source", "all", pool.Text))
                if (line.Contains("zrepl:", StringComparison.Ordinal)) marks.Add(line);
            var versions = await LinesAsync("list", "-Hpr", "-t", "snapshot,bookmark", "-o", "name,guid,userrefs", pool.Text);
            var names = versions.Select(line => line.Split('\t')).Where(row => row[0].Contains('@', StringComparison.Ordinal))
                .DistinctBy(row => row[1]).ToDictionary(row => row[1], row => row[0][row[0].IndexOf('@', StringComparison.Ordinal)..]);
            foreach (var row in versions.Select(line => line.Split('\t')))
            {
                if (row[0].Contains('#', StringComparison.Ordinal)) marks.Add(GuidInName().Replace(row[0], match => NameOf(match.Value, names)) + " of " + names.GetValueOrDefault(row[1], "?"));
                else if (row[2] is not ("0" or "-")) marks.AddRange((await LinesAsync("holds", "-H", row[0])).Select(hold => string.Join(' ', hold.Split('\t')[..2])));
            }
        }

        return [.. marks.Order(StringComparer.Ordinal)];
    }

    private static string NameOf(string guid, Dictionary<string, string> names)
    {
        var number = ulong.Parse(guid["_G_".Length..^"_J_".Length], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return $"_G_({names.GetValueOrDefault(number.ToString(CultureInfo.InvariantCulture), "?")})_J_";
    }

    private async Task<string[]> LinesAsync(params string[] arguments) =>
        (await _pools.RunAsync(arguments)).OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex("_G_[0-9a-f]{16}_J_")]
    private static partial Regex GuidInName();
}
