using System.Runtime.InteropServices;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs get</c>.</summary>
internal static class GetCommand
{
    private const int RowsPerSession = 1024;

    public static async Task<int> RunAsync(CommandCall call)
    {
        var settings = Parse(call);
        if (settings.IsJson) return await EntityJson.GetAsync(call, settings);

        List<ZfsEntity> rows;
        int exitCode;
        using (var session = await call.EnterAsync())
        {
            (rows, exitCode) = Select(call, session, settings);
            settings.Complete(call.Rules.Version, rows);
            if (!settings.IsScripted) settings.FitWidths(rows, new(session, settings.IsLiteral));
        }

        for (var first = 0; first < rows.Count; first += RowsPerSession)
        {
            using (var session = await call.EnterAsync())
            {
                var reader = new PropertyReader(session, settings.IsLiteral);
                foreach (var row in CollectionsMarshal.AsSpan(rows).Slice(first, Math.Min(RowsPerSession, rows.Count - first)))
                    settings.WriteRows(call.Output, row, reader);
            }

            await call.Output.FlushAsync();
        }

        return exitCode;
    }

    /// <summary>The rows in order and the exit code so far; complaints about operands are printed.</summary>
    public static (List<ZfsEntity> Rows, int ExitCode) Select(CommandCall call, Session session, GetSettings settings)
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

        return (new EntityOrder([], new(session, isLiteral: true)).Sort(found), exitCode);
    }

    private static GetSettings Parse(CommandCall call)
    {
        var json = call.Rules.PrintsJson;
        var options = new GetOpt(call.Arguments, json ? ":d:o:s:jrt:Hp" : ":d:o:s:rt:Hp", json ? ListSettings.JsonOptions : null);
        var types = EntityTypes.Everything;
        var isRecursive = false;
        int? depth = null;
        var settings = new GetSettings();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'p': settings.IsLiteral = true; break;
                case 'H': settings.IsScripted = true; break;
                case 'r': isRecursive = true; break;
                case 'd':
                    depth = EntityTypeList.ParseDepth(options.Argument);
                    isRecursive = true;
                    break;
                case 'o': settings.ParseFields(options.Argument); break;
                case 's': settings.Sources = ParseSources(options.Argument); break;
                case 't': types = EntityTypeList.Parse(options.Argument); break;
                case 'j': settings.IsJson = true; break;
                case ListSettings.JsonInt: settings.JsonNumbers = settings.IsLiteral = true; break;
                case GetOpt.MissingArgument: throw new UsageException($"missing argument for '{options.Culprit}' option");
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count == 0) throw new UsageException("missing property argument");
        if (settings is { JsonNumbers: true, IsJson: false }) throw new UsageException("'--json-int' only works with '-j' option");
        settings.Operands = [.. options.Operands.Skip(1)];
        if (types is EntityTypes.Snapshot or EntityTypes.Bookmark && settings.Operands.Count > 0 && !isRecursive)
        {
            isRecursive = true; // "zfs get -t snapshot guid FS" means those of FS
            depth = 1;
        }

        settings.Properties = PropertyColumn.ParseList(call, options.Operands[0]);
        settings.Walk = new(types, isRecursive, depth, ListsSnapshotsByPool: false);
        return settings;
    }

    private static PropertySource ParseSources(string list)
    {
        PropertySource sources = 0;
        foreach (var word in list.Split(','))
            sources |= word switch
            {
                "local" => PropertySource.Local,
                "default" => PropertySource.Default,
                "inherited" => PropertySource.Inherited,
                "received" => PropertySource.Received,
                "temporary" => PropertySource.Temporary,
                "none" => PropertySource.None,
                _ => throw new UsageException($"invalid source '{word}'"),
            };
        return sources;
    }
}
