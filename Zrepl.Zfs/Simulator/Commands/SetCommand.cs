using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs set</c>.</summary>
internal static class SetCommand
{
    // A callback that fails returns -1, which becomes the exit code.
    private const int Failed = 255;

    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, call.Rules.HasFlagsOf22 ? "u" : "");
        var remounts = true;
        while (options.Next() is { } option)
            remounts = option == 'u' ? false : throw new UsageException($"invalid option '{options.Culprit}'");

        var operands = options.Operands;
        if (operands.Count == 0) throw new UsageException("missing arguments");
        if (operands.Count == 1) throw new UsageException(IsAssignment(operands[0]) ? "missing dataset name(s)" : "missing property=value argument(s)");
        var firstDataset = Enumerable.Range(0, operands.Count).FirstOrDefault(i => !IsAssignment(operands[i]), -1);
        if (firstDataset < 0) throw new UsageException("missing dataset name(s)");
        if (firstDataset > 0 && operands.Skip(firstDataset).Any(IsAssignment)) throw new UsageException("invalid argument order");

        var assignments = new PropertyAssignments();
        foreach (var text in operands.Take(firstDataset))
            if (!assignments.TryAdd(call, text)) return Failed;

        var exitCode = 0;
        using var session = await call.EnterAsync();
        foreach (var name in operands.Skip(firstDataset))
        {
            if (EntityOpener.Open(call, session, name, EntityTypes.DatasetKinds) is not { } target) exitCode = Math.Max(exitCode, 1);
            else if (!TrySet(call, session, target, assignments, remounts)) exitCode = Failed;
        }

        return exitCode;
    }

    private static bool TrySet(CommandCall call, Session session, ZfsEntity target, PropertyAssignments assignments, bool remounts)
    {
        var action = $"cannot set property for '{target.FullName}'";
        var check = new PropertyCheck(call.Rules.Version, target.Type, target, AllowsKeyParameters: false);
        if (assignments.Normalize(call, check, action) is not { } properties) return false;
        var error = PropertyCalls.Set(session, target, properties, remounts);
        if (error != Errno.Ok) call.Fail(action, error);
        return error == Errno.Ok;
    }

    private static bool IsAssignment(string word) => word.Contains('=', StringComparison.Ordinal);
}
