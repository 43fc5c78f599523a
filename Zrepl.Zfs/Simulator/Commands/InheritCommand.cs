using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Properties;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs inherit</c>.</summary>
internal static class InheritCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "rS");
        var (isRecursive, toReceived) = (false, false);
        while (options.Next() is { } option)
            switch (option)
            {
                case 'r': isRecursive = true; break;
                case 'S': toReceived = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count < 1) throw new UsageException("missing property argument");
        if (options.Operands.Count < 2) throw new UsageException("missing dataset argument");
        var given = options.Operands[0];
        var native = PropertyTable.Find(given, call.Rules.Version);
        if (ProblemWith(native, given, toReceived) is { } problem)
        {
            call.Errors.Write(problem);
            return 1;
        }

        if (native is null && !PropertyColumn.IsUserPropertyName(given)) throw new UsageException($"invalid property '{given}'");

        var exitCode = 0;
        var walk = new EntityWalk(EntityTypes.DatasetKinds, isRecursive, null, false);
        using var session = await call.EnterAsync();
        foreach (var operand in options.Operands.Skip(1))
        {
            if (EntityOpener.Open(call, session, operand, walk.OperandTypes) is not { } start)
            {
                exitCode = 1;
                continue;
            }

            var targets = new List<ZfsEntity>();
            walk.Collect(start, targets);
            foreach (var target in targets)
                if (!TryInherit(call, session, target, native, native?.Name ?? given, isRecursive, toReceived)) exitCode = 1;
        }

        return exitCode;
    }

    private static bool TryInherit(
        CommandCall call, Session session, ZfsEntity target, PropertyDefinition? native, string name, bool isRecursive, bool toReceived)
    {
        var action = $"cannot inherit {name} for '{target.FullName}'";
        if (native is not null && !native.AppliesTo.HasFlag(target.Type))
        {
            if (isRecursive) return true;
            call.Fail(action, "property doesn't apply to datasets of this type");
            return false;
        }

        var error = PropertyCalls.Inherit(session, target, name, toReceived);
        if (error != Errno.Ok) call.Fail(action, error);
        return error == Errno.Ok;
    }

    private static string? ProblemWith(PropertyDefinition? native, string given, bool toReceived)
    {
        if (native is null) return null;
        if (native.IsFixed) return $"{given} property is read-only\n";
        if (!native.IsInheritable && !toReceived)
            return native.Name is "quota" or "reservation" or "refquota" or "refreservation"
                ? $"'{given}' property cannot be inherited\nuse 'zfs set {given}=none' to clear\nuse 'zfs inherit -S {given}' to revert to received value\n"
                : $"'{given}' property cannot be inherited\n";
        return toReceived && native.Name is ("volsize" or "version") ? $"'{given}' property cannot be reverted to a received value\n" : null;
    }
}
