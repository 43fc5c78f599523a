using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Model;
using Zrepl.Zfs.Simulator.Processes;
using Zrepl.Zfs.Simulator.Text;

namespace Zrepl.Zfs.Simulator.Commands;

/// <summary><c>zfs clone</c> and <c>zfs promote</c>.</summary>
internal static class CloneCommand
{
    public static async Task<int> CloneAsync(CommandCall call)
    {
        var options = new GetOpt(call.Arguments, "o:p");
        var makesParents = false;
        var assignments = new PropertyAssignments();
        while (options.Next() is { } option)
            switch (option)
            {
                case 'o' when !assignments.TryAdd(call, options.Argument): return 1;
                case 'o': break;
                case 'p': makesParents = true; break;
                default: throw new UsageException($"invalid option '{options.Culprit}'");
            }

        if (options.Operands.Count < 1) throw new UsageException("missing source dataset argument");
        if (options.Operands.Count < 2) throw new UsageException("missing target dataset argument");
        if (options.Operands.Count > 2) throw new UsageException("too many arguments");
        var target = options.Operands[1];
        var action = $"cannot create '{target}'";
        using var session = await call.EnterAsync();
        if (EntityOpener.Open(call, session, options.Operands[0], EntityTypes.Snapshot) is not Snapshot origin) return 1;
        if (makesParents && NameCheck.ProblemIn(target, EntityTypes.Heads, isNew: false) is null)
        {
            if (session.FindDataset(target) is not null) return 0;
            if (!Ancestors.TryCreate(call, session, target)) return 1;
        }

        if (NameCheck.ProblemIn(target, EntityTypes.Filesystem, isNew: true) is { } problem)
        {
            call.Fail(action, problem);
            return 1;
        }

        if (Ancestors.Check(call, session, target) is not { } parent) return 1;
        var type = origin.Dataset.Type;
        if (assignments.Normalize(call, new(call.Rules.Version, type, null, false), action) is not { } properties) return 1;
        var error = DatasetCalls.Clone(session, origin, parent, target, properties);
        if (error == Errno.CrossDevice) call.Fail(action, "source and target pools differ");
        else if (error != Errno.Ok) call.Fail(action, error);
        if (error != Errno.Ok) return 1;
        if (AutoMount.TryMount(call, session, session.Model.Dataset(target))) return 0;
        call.Errors.WriteLine("filesystem successfully created, but not mounted");
        return 1;
    }

    public static async Task<int> PromoteAsync(CommandCall call)
    {
        if (call.Arguments.Length > 0 && call.Arguments[0].StartsWith('-'))
            throw new UsageException($"invalid option '{(call.Arguments[0].Length > 1 ? call.Arguments[0][1] : '\0')}'");
        if (call.Arguments.Length < 1) throw new UsageException("missing clone filesystem argument");
        if (call.Arguments.Length > 1) throw new UsageException("too many arguments");
        using var session = await call.EnterAsync();
        if (EntityOpener.OpenHead(call, session, call.Arguments[0]) is not { } clone) return 1;
        var action = $"cannot promote '{clone.Name}'";
        if (clone.Origin is not { } origin)
        {
            call.Fail(action, "not a cloned filesystem");
            return 1;
        }

        var error = DatasetCalls.Promote(session, clone, out var conflict);
        if (conflict is not null) call.Fail(action, $"conflicting snapshot '{conflict}' from parent '{origin.FullName}'");
        else if (error != Errno.Ok) call.Fail(action, error);
        return error == Errno.Ok ? 0 : 1;
    }
}
