using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs release</c>.</summary>
internal static class ReleaseCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "r");
        var isRecursive = false;
        while (options.Next() is { } option)
            isRecursive = option == 'r' ? true : throw new UsageException($"invalid option '{options.Culprit}'");

        if (options.Operands.Count < 2) throw new UsageException(null);
        var tag = options.Operands[0];
        var exitCode = 0;
        using var session = await call.EnterAsync();
        foreach (var operand in options.Operands.Skip(1))
            if (SnapshotFamily.Open(call, session, operand, isRecursive) is not { } family || !TryRelease(call, session, family, tag)) exitCode = 1;
        return exitCode;
    }

    private static bool TryRelease(CommandCall call, Session session, SnapshotFamily family, string tag)
    {
        var action = $"cannot release hold from snapshot '{family.Name}'";
        var holders = family.Members.Where(snapshot => snapshot.Holds?.ContainsKey(tag) == true).ToList();
        if (holders.Count == 0)
        {
            if (family.Members.Count > 0) call.Fail(action, LibzfsText.TagNotThere);
            else call.Fail(action, Errno.NoEntry);
            return false;
        }

        var error = HoldCalls.Release(session, holders, tag).Error;
        if (error != Errno.Ok) call.Fail("cannot release", error);
        return error == Errno.Ok;
    }
}
