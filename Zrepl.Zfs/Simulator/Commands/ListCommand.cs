using System.Runtime.InteropServices;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs list</c>.</summary>
internal static class ListCommand
{
    private const int RowsPerSession = 4096;

    public static async Task<int> RunAsync(CommandCall call)
    {
        var settings = Parse(call);
        if (settings.IsJson) return await EntityJson.ListAsync(call, settings);

        List<ZfsEntity> rows;
        int exitCode;
        using (var session = await call.EnterAsync())
        {
            (rows, exitCode) = Select(call, session, settings);
            settings.Columns ??= [new("name", PropertyTable.Find("name", call.Rules.Version)), .. PropertyColumn.All(call.Rules.Version, rows)];
            if (rows.Count > 0 && !settings.IsScripted) settings.FitWidths(rows, new(session, settings.IsLiteral));
        }

        if (rows.Count == 0 && exitCode == 0 && !settings.IsScripted) call.Errors.WriteLine("no datasets available");
        if (rows.Count > 0 && !settings.IsScripted) settings.WriteHeader(call.Output);
        for (var first = 0; first < rows.Count; first += RowsPerSession)
        {
            // The model is let go between chunks, so that a slow reader stops nobody else.
            using (var session = await call.EnterAsync())
            {
                var reader = new PropertyReader(session, settings.IsLiteral);
                foreach (var row in CollectionsMarshal.AsSpan(rows).Slice(first, Math.Min(RowsPerSession, rows.Count - first)))
                    settings.WriteRow(call.Output, row, reader);
            }

            await call.Output.FlushAsync();
        }

        return exitCode;
    }

    /// <summary>The rows in order and the exit code so far; complaints about operands are printed.</summary>
    public static (List<ZfsEntity> Rows, int ExitCode) Select(CommandCall call, Session session, ListSettings settings)
    {
        var found = new List<ZfsEntity>();
        var exitCode = 0;
        if (settings.Operands.Count == 0)
        {
            var everywhere = settings.Walk with { IsRecursive = true };
            foreach (var pool in session.Model.ImportedPools)
                if (pool.Health != PoolHealth.Suspended) everywhere.Collect(pool.Root, found);
        }

        foreach (var operand in settings.Operands)
        {
            if (EntityOpener.OpenNameOrPath(call, session, operand, settings.Walk.OperandTypes) is { } start) settings.Walk.Collect(start, found);
            else exitCode = 1;
        }

        return (new EntityOrder(settings.Sort, new(session, isLiteral: true)).Sort(found), exitCode);
    }

    private static ListSettings Parse(CommandCall call)
    {
        var json = call.Rules.PrintsJson;
        var options = new GetOpt(call.Arguments, json ? "jHS:d:o:prs:t:" : "HS:d:o:prs:t:", json ? ListSettings.JsonOptions : null);
        var types = EntityTypes.DatasetKinds;
        var typesAreGiven = false;
        var isRecursive = false;
        int? depth = null;
        var fields = "name,used,available,referenced,mountpoint";
        var settings = new ListSettings();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'o': fields = options.Argument; break;
                case 'p': settings.IsLiteral = true; break;
                case 'H': settings.IsScripted = true; break;
                case 'r': isRecursive = true; break;
                case 'd':
                    depth = EntityTypeList.ParseDepth(options.Argument);
                    isRecursive = true;
                    break;
                case 's' or 'S': settings.Sort.Add(ParseSort(call, options.Argument, option == 'S')); break;
                case 't':
                    types = EntityTypeList.Parse(options.Argument);
                    typesAreGiven = true;
                    break;
                case 'j': settings.IsJson = true; break;
                case ListSettings.JsonInt: settings.JsonNumbers = settings.IsLiteral = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (settings is { JsonNumbers: true, IsJson: false }) throw new UsageException("'--json-int' only works with '-j' option");
        if (fields == "space" && !typesAreGiven) types &= ~EntityTypes.Snapshot;
        settings.Operands = options.Operands;
        if (types is EntityTypes.Snapshot or EntityTypes.Bookmark && settings.Operands.Count > 0 && !isRecursive)
        {
            isRecursive = true; // "zfs list -t snapshot FS" means those of FS
            depth = 1;
        }

        settings.Columns = PropertyColumn.ParseList(call, fields);
        settings.Walk = new(types, isRecursive, depth, ListsSnapshotsByPool: !typesAreGiven);
        return settings;
    }

    private static SortColumn ParseSort(CommandCall call, string name, bool isDescending)
    {
        var native = PropertyTable.Find(name, call.Rules.Version);
        if (native is null && !PropertyColumn.IsUserPropertyName(name)) throw new UsageException($"invalid property '{name}'");
        return new(native?.Name ?? name, native, isDescending);
    }
}
