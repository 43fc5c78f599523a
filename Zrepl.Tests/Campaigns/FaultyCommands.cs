using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;
using CommandFault = Zrepl.Zfs.Simulator.Fault;

namespace Zrepl.Tests.Campaigns;

/// <summary>Commands of real ZFS that meet faults, by the same rules as those of the simulator.</summary>
internal sealed class FaultyCommands(IZfsCommandRunner inner, FaultPlan plan) : IZfsCommandRunner
{
    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        var faults = plan.Meet(command);
        foreach (var fault in faults)
        {
            if (fault is CommandFault.Fail fail) return new NeverStarted(command, new(fail.ExitCode), fail.ErrorText);
            if (fault is CommandFault.Die die) return new NeverStarted(command, new(128 + die.Signal, die.Signal), "");
        }

        var running = await inner.StartAsync(command, cancellation);
        return faults.IsEmpty ? running : new FaultyCommand(running, faults);
    }

    private sealed class NeverStarted(ZfsCommand command, CommandExit exit, string errorText) : IRunningCommand
    {
        public ZfsCommand Command => command;

        public int? ProcessId => null;

        public Stream Output => Stream.Null;

        public Stream Input => Stream.Null;

        public Task<CommandExit> Exit { get; } = Task.FromResult(exit);

        public string ErrorText => errorText;

        public void Kill() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
