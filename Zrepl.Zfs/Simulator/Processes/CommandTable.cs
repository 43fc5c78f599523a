using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Pipelines;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator.Commands;
using Zrepl.Zfs.Simulator.Commands.Pools;
using Zrepl.Zfs.Simulator.Commands.Receiving;
using Zrepl.Zfs.Simulator.Commands.Sending;
using Zrepl.Zfs.Simulator.Profiles;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>Finds the code of a subcommand and turns wrong calls into usage texts, as <c>main()</c> of zfs does.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<string, Func<CommandCall, Task<int>>> ZfsCommands =
        new Dictionary<string, Func<CommandCall, Task<int>>>
        {
            ["allow"] = AllowCommand.RunAsync,
            ["bookmark"] = BookmarkCommand.RunAsync,
            ["change-key"] = ChangeKeyCommand.RunAsync,
            ["clone"] = CloneCommand.CloneAsync,
            ["create"] = CreateCommand.RunAsync,
            ["destroy"] = DestroyCommand.RunAsync,
            ["get"] = GetCommand.RunAsync,
            ["hold"] = HoldCommand.RunAsync,
            ["holds"] = HoldsCommand.RunAsync,
            ["inherit"] = InheritCommand.RunAsync,
            ["list"] = ListCommand.RunAsync,
            ["load-key"] = KeyCommand.LoadAsync,
            ["mount"] = MountCommand.MountAsync,
            ["promote"] = CloneCommand.PromoteAsync,
            ["receive"] = ReceiveCommand.RunAsync,
            ["release"] = ReleaseCommand.RunAsync,
            ["rename"] = RenameCommand.RunAsync,
            ["rollback"] = RollbackCommand.RunAsync,
            ["send"] = SendCommand.RunAsync,
            ["set"] = SetCommand.RunAsync,
            ["snapshot"] = SnapshotCommand.RunAsync,
            ["unload-key"] = KeyCommand.UnloadAsync,
            ["unmount"] = MountCommand.UnmountAsync,
            ["version"] = VersionCommand.RunAsync,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Func<CommandCall, Task<int>>> PoolCommands =
        new Dictionary<string, Func<CommandCall, Task<int>>>
        {
            ["create"] = PoolCreateCommand.RunAsync,
            ["destroy"] = PoolDestroyCommand.RunAsync,
            ["events"] = NoEventsAsync,
            ["export"] = PoolExportCommand.ExportAsync,
            ["get"] = PoolGetCommand.RunAsync,
            ["import"] = PoolExportCommand.ImportAsync,
            ["list"] = PoolListCommand.RunAsync,
            ["set"] = PoolSetCommand.RunAsync,
            ["status"] = PoolStatusCommand.RunAsync,
            ["version"] = VersionCommand.RunAsync,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Aliases =
        new Dictionary<string, string> { ["recv"] = "receive", ["snap"] = "snapshot", ["umount"] = "unmount" }.ToFrozenDictionary();

    /// <summary>Runs one command to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(
        SimulatedHost host, ZfsCommand command, PipeReader input, OutputWriter output, ErrorWriter errors, CancellationToken killed)
    {
        var isPool = command.Program == ZfsProgram.Zpool;
        if (command.Arguments.IsDefaultOrEmpty) return WrongCall(errors, "missing command", Overview(isPool, host.Rules));
        var name = isPool ? command.Verb : Aliases.GetValueOrDefault(command.Verb, command.Verb);
        if (name is "-?" or "--help")
        {
            output.Write(Overview(isPool, host.Rules));
            return 0;
        }

        if (name is "-V" or "--version") name = "version";
        if (host.ProblemAtStart is { } problem)
        {
            errors.WriteLine(problem);
            return 1;
        }

        if (!isPool && CommandUsage.Of(name, host.Version) is null)
            return WrongCall(errors, $"unrecognized command '{command.Verb}'", Overview(isPool, host.Rules));
        var usage = isPool ? PoolCommandUsage.Of(name, host.Version) : UsageText.Of(name, host.Rules);
        if (!(isPool ? PoolCommands : ZfsCommands).TryGetValue(name, out var run))
            return WrongCall(errors, $"not simulated: {(isPool ? "zpool" : "zfs")} {name}", usage);
        try
        {
            return await run(new(host, name, command.Arguments[1..], input, output, errors, killed));
        }
        catch (UsageException wrong)
        {
            return WrongCall(errors, wrong.Complaint, usage);
        }
    }

    private static string Overview(bool isPool, VersionRules rules) => isPool
        ? "usage: zpool command args ...\nwhere 'command' is one of the following:\n\n"
            + string.Concat(PoolCommands.Keys.Order(StringComparer.Ordinal).Select(name => PoolCommandUsage.Of(name, rules.Version)["usage:\n".Length..]))
        : UsageText.Overview(rules);

    private static int WrongCall(ErrorWriter errors, string? complaint, string usage)
    {
        if (complaint is not null) errors.WriteLine(complaint);
        errors.Write(usage);
        return 2;
    }

    private static Task<int> NoEventsAsync(CommandCall call)
    {
        call.Output.WriteLine("TIME                           CLASS");
        return Task.FromResult(0);
    }
}
