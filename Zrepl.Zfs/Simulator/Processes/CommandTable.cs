using System.Collections.Frozen;
using System.Collections.Immutable;
using System.IO.Pipelines;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator.Commands;
using Zrepl.Zfs.Simulator.Profiles;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>Finds the code of a subcommand and turns wrong calls into usage texts, as <c>main()</c> of zfs does.</summary>
internal static class CommandTable
{
    private static readonly FrozenDictionary<string, Func<CommandCall, Task<int>>> ZfsCommands =
        new Dictionary<string, Func<CommandCall, Task<int>>>
        {
            ["bookmark"] = BookmarkCommand.RunAsync,
            ["create"] = CreateCommand.RunAsync,
            ["destroy"] = DestroyCommand.RunAsync,
            ["get"] = GetCommand.RunAsync,
            ["hold"] = HoldCommand.RunAsync,
            ["holds"] = HoldsCommand.RunAsync,
            ["inherit"] = InheritCommand.RunAsync,
            ["list"] = ListCommand.RunAsync,
            ["release"] = ReleaseCommand.RunAsync,
            ["rollback"] = RollbackCommand.RunAsync,
            ["set"] = SetCommand.RunAsync,
            ["snapshot"] = SnapshotCommand.RunAsync,
            ["version"] = VersionCommand.RunAsync,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> Aliases =
        new Dictionary<string, string> { ["recv"] = "receive", ["snap"] = "snapshot", ["umount"] = "unmount" }.ToFrozenDictionary();

    /// <summary>Runs one command to its end.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> RunAsync(
        SimulatedHost host, ZfsCommand command, PipeReader input, OutputWriter output, ErrorWriter errors, CancellationToken killed)
    {
        if (command.Arguments.IsDefaultOrEmpty) return WrongCall(host.Rules, "missing command", "", errors);
        var name = Aliases.GetValueOrDefault(command.Verb, command.Verb);
        if (name is "-?" or "--help")
        {
            output.Write(UsageText.Overview(host.Rules));
            return 0;
        }

        if (name is "-V" or "--version") name = "version";
        if (host.ProblemAtStart is { } problem)
        {
            errors.WriteLine(problem);
            return 1;
        }

        if (CommandUsage.Of(name, host.Version) is null) return WrongCall(host.Rules, $"unrecognized command '{command.Verb}'", "", errors);
        if (!ZfsCommands.TryGetValue(name, out var run)) return WrongCall(host.Rules, $"not simulated: zfs {name}", name, errors);
        try
        {
            return await run(new(host, name, command.Arguments[1..], input, output, errors, killed));
        }
        catch (UsageException wrong)
        {
            return WrongCall(host.Rules, wrong.Complaint, name, errors);
        }
    }

    private static int WrongCall(VersionRules rules, string? complaint, string command, ErrorWriter errors)
    {
        if (complaint is not null) errors.WriteLine(complaint);
        errors.Write(command.Length == 0 ? UsageText.Overview(rules) : UsageText.Of(command, rules));
        return 2;
    }
}
