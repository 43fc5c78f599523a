using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs hold</c>.</summary>
internal static class HoldCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "rt");
        var isRecursive = false;
        while (options.Next() is { } option)
            switch (option)
            {
                case 'r': isRecursive = true; break;
                case 't': break; // accepted and ignored, as by zfs itself
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count < 2) throw new UsageException(null);
        var tag = options.Operands[0];
        if (tag.StartsWith('.')) throw new UsageException("tag may not start with '.'");
        var exitCode = 0;
        using var session = await call.EnterAsync();
        foreach (var operand in options.Operands.Skip(1))
            if (SnapshotFamily.Open(call, session, operand, isRecursive) is not { } family || !TryHold(call, session, family, tag)) exitCode = 1;
        return exitCode;
    }

    private static bool TryHold(CommandCall call, Session session, SnapshotFamily family, string tag)
    {
        if (family.Members.Count == 0)
        {
            call.Fail($"cannot hold snapshot '{family.Name}'", Errno.NoEntry);
            return false;
        }

        var result = HoldCalls.Hold(session, family.Members, tag);
        if (result.Error == Errno.Ok) return true;
        if (result.Members.IsEmpty && result.Error == Errno.Invalid) call.Fail("cannot hold", LibzfsText.WrongType);
        else if (result.Members.IsEmpty) call.Fail("cannot hold", result.Error);
        foreach (var (name, error) in result.Members)
        {
            var action = $"cannot hold snapshot '{name}'";
            if (error == Errno.Exists) call.Fail(action, LibzfsText.TagThere);
            else if (error == Errno.TooLong) call.Fail(action, LibzfsText.TagTooLong);
            else call.Fail(action, error);
        }

        return false;
    }
}
