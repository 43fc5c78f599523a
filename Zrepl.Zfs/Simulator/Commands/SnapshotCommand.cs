using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs snapshot</c>.</summary>
internal static class SnapshotCommand
{
    public static async Task<int> RunAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "ro:");
        var isRecursive = false;
        var assignments = new PropertyAssignments();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'o':
                    if (!assignments.TryAdd(call, options.Argument)) return 1;
                    break;
                case 'r': isRecursive = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count == 0) throw new UsageException("missing snapshot argument");
        using var session = await call.EnterAsync();
        var targets = new List<(Dataset Dataset, string Name)>();
        var known = new HashSet<(Dataset, string)>();
        foreach (var operand in options.Operands)
        {
            var at = operand.IndexOf('@', StringComparison.Ordinal);
            if (at < 0) throw new UsageException(null);
            var dataset = EntityOpener.OpenHead(call, session, operand[..at]) ?? throw new UsageException(null);
            var members = isRecursive ? dataset.SelfAndBelow().Where(member => !member.IsInconsistent) : [dataset];
            foreach (var member in members)
                if (known.Add((member, operand[(at + 1)..]))) targets.Add((member, operand[(at + 1)..]));
        }

        if (TryCreate(call, session, targets, assignments)) return 0;
        if (isRecursive || options.Operands.Count > 1) call.Errors.WriteLine("no snapshots were created");
        return 1;
    }

    private static bool TryCreate(CommandCall call, Session session, List<(Dataset Dataset, string Name)> targets, PropertyAssignments assignments)
    {
        const string Action = "cannot create snapshots "; // the blank at the end is zfs's own
        foreach (var (dataset, name) in targets)
        {
            var fullName = $"{dataset.Name}@{name}";
            if (NameCheck.ProblemIn(fullName, EntityTypes.Snapshot, isNew: true) is not { } problem) continue;
            call.Fail($"cannot create snapshot '{fullName}'", problem);
            return false;
        }

        if (assignments.Normalize(call, new(call.Rules.Version, EntityTypes.Snapshot, null, false), Action) is not { } properties) return false;
        var result = SnapshotCalls.Create(session, targets, properties);
        foreach (var (name, error) in result.Members) call.Fail($"cannot create snapshot '{name}'", error);
        if (result.Error == Errno.Ok) return true;
        if (result.Members.IsEmpty && result.Error == Errno.CrossDevice) call.Fail(Action, "multiple snapshots of same fs not allowed");
        else if (result.Members.IsEmpty) call.Fail(Action, result.Error);
        return false;
    }
}
