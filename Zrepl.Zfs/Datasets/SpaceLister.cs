using System.Collections.Immutable;
using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Versions;

namespace Zrepl.Zfs.Datasets;

/// <summary>
/// Lists the room that datasets take, all of them with one <c>zfs list</c>. Snapshots are left out: to add up the room of each, ZFS has to read
/// far more than for anything else.
/// </summary>
public sealed class SpaceLister(IZfsCommandRunner runner)
{
    private const string Columns = "name,type,used,available,usedbysnapshots";
    private const int ColumnCount = 5;

    /// <summary>Lists all pools and datasets, in order of name.</summary>
    /// <exception cref="UnexpectedOutputException">A line that is not understood.</exception>
    public async Task<ImmutableArray<DatasetSpace>> ListAsync(CancellationToken cancellation)
    {
        var command = ZfsCommand.Zfs("list", "-H", "-p", "-o", Columns, "-t", "filesystem,volume");
        var datasets = new List<DatasetSpace>();
        string? problem = null;
        var result = await runner.RunLinesAsync(command, Add, cancellation);
        if (problem is not null) throw new UnexpectedOutputException(command, problem);
        if (!result.IsSuccess) throw CommonErrors.Generic(result);
        return [.. datasets.OrderBy(dataset => dataset.Path)];

        void Add(ReadOnlySpan<byte> line)
        {
            try
            {
                var columns = ListColumns.Read(line, ColumnCount);
                if (!DatasetPath.TryParse(columns.NextText(), out var path)) return; // a name we would refuse is not offered to anybody
                datasets.Add(new(path, columns.Next().SequenceEqual("volume"u8), Bytes(ref columns), Bytes(ref columns), Bytes(ref columns)));
            }
            catch (FormatException failure)
            {
                problem ??= failure.Message; // read on to the end, the command must not block on a full pipe
            }
        }
    }

    // ZFS writes "-" where it does not know, and numbers beyond 8 EiB are nonsense.
    private static long Bytes(ref ListColumns columns) => ulong.TryParse(Encoding.UTF8.GetString(columns.Next()), out var bytes) ? (long)Math.Min(bytes, long.MaxValue) : 0;
}
