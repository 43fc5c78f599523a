using System.Globalization;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Errors;
using Zrepl.Zfs.Names;

namespace Zrepl.Zfs.Datasets;

/// <summary>Asks how a pool is. The answer comes from memory of the kernel, also for a pool that does not answer otherwise.</summary>
public sealed class PoolConditionReader(IZfsCommandRunner runner)
{
    /// <summary>Asks.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="cancellation">Ends the command. Give it a deadline: nothing that concerns a broken pool ends for certain.</param>
    /// <exception cref="ZfsException">The pool is not imported, or ZFS does not answer.</exception>
    public async Task<PoolCondition> ReadAsync(DatasetPath pool, CancellationToken cancellation)
    {
        var result = await runner.RunAsync(ZfsCommand.Zpool("list", "-H", "-p", "-o", "health,free", pool.Text), cancellation);
        if (!result.IsSuccess) throw CommonErrors.Generic(result);
        var columns = result.OutputText.Trim().Split('\t');
        if (columns.Length != 2) throw new UnexpectedOutputException(result.Command, $"two columns were asked for, {columns.Length} came");
        return new(columns[0], long.TryParse(columns[1], NumberStyles.None, CultureInfo.InvariantCulture, out var free) ? free : null);
    }
}
