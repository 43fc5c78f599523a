using System.Collections.Immutable;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Versions;

/// <summary>Which kinds of versions to list.</summary>
[Flags]
public enum VersionKinds
{
    /// <summary>Snapshots.</summary>
    Snapshots = 1,

    /// <summary>Bookmarks.</summary>
    Bookmarks = 2,

    /// <summary>Both.</summary>
    Both = Snapshots | Bookmarks,
}

/// <summary>Lists and looks up snapshots and bookmarks.</summary>
public sealed class VersionLister(IZfsCommandRunner runner)
{
    /// <summary>The versions of one dataset, its children's not included, in order of createtxg.</summary>
    /// <exception cref="DatasetMissingException">The dataset does not exist. One without versions gives an empty list.</exception>
    public async Task<ImmutableArray<FilesystemVersion>> ListAsync(DatasetPath dataset, VersionKinds kinds, CancellationToken cancellation)
    {
        var command = ZfsCommand.Zfs(
            "list", "-H", "-p", "-o", VersionLine.Columns, "-r", "-d", "1", "-t", TypesOf(kinds), "-s", "createtxg", dataset.Text);
        var versions = ImmutableArray.CreateBuilder<FilesystemVersion>();
        var names = new NamePool();
        var result = await RunAsync(command, Add, cancellation);
        return result.IsSuccess ? versions.ToImmutable() : throw CommonErrors.MissingOrGeneric(result, dataset.Text);

        void Add(ReadOnlySpan<byte> line)
        {
            var columns = ListColumns.Read(line, VersionLine.ColumnCount);
            versions.Add(VersionLine.Read(columns.Next(), ref columns, names));
        }
    }

    /// <summary>Looks up versions of one dataset by name, in one process.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="relativeNames">Names with delimiter, such as <c>@a</c> and <c>#b</c>.</param>
    /// <param name="cancellation">Ends the command.</param>
    /// <returns>Those that exist, by relative name.</returns>
    public async Task<ImmutableDictionary<string, FilesystemVersion>> FindAsync(
        DatasetPath dataset, IReadOnlyCollection<string> relativeNames, CancellationToken cancellation)
    {
        var paths = relativeNames.Select(name => dataset.Text + name).ToList();
        var found = ImmutableDictionary.CreateBuilder<string, FilesystemVersion>(StringComparer.Ordinal);
        var names = new NamePool();
        var command = ZfsCommand.Zfs(["list", "-H", "-p", "-o", VersionLine.Columns, "-t", TypesOf(VersionKinds.Both), .. paths]);
        var result = await RunAsync(command, Add, cancellation);
        return result.IsSuccess || CommonErrors.AreAllMissing(result, [.. paths, dataset.Text])
            ? found.ToImmutable()
            : throw CommonErrors.Generic(result);

        void Add(ReadOnlySpan<byte> line)
        {
            var columns = ListColumns.Read(line, VersionLine.ColumnCount);
            var version = VersionLine.Read(columns.Next(), ref columns, names);
            found[version.RelativeName] = version;
        }
    }

    private async Task<CommandResult> RunAsync(ZfsCommand command, LineReader read, CancellationToken cancellation)
    {
        FormatException? problem = null;
        var result = await runner.RunLinesAsync(
            command,
            line =>
            {
                try
                {
                    if (problem is null) read(line);
                }
                catch (FormatException failure)
                {
                    problem = failure; // read on to the end, the command must not block on a full pipe
                }
            },
            cancellation);
        return problem is null ? result : throw new UnexpectedOutputException(command, problem.Message);
    }

    // zfs wants them in alphabetical order in no way, but peers' logs and recordings have them so.
    private static string TypesOf(VersionKinds kinds) => kinds switch
    {
        VersionKinds.Snapshots => "snapshot",
        VersionKinds.Bookmarks => "bookmark",
        VersionKinds.Both => "bookmark,snapshot",
        _ => throw new ArgumentOutOfRangeException(nameof(kinds), kinds, "at least one kind"),
    };
}
