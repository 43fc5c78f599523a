using Zrepl.Tests.Support;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator.Recordings;

/// <summary>A recorded receive whose input stood still for a while, so that other commands ran meanwhile.</summary>
internal sealed class HeldReceive
{
    private readonly IRunningCommand _process;
    private readonly byte[] _input;
    private readonly int _held;

    private HeldReceive(IRunningCommand process, byte[] input, int held) => (_process, _input, _held) = (process, input, held);

    /// <summary>Starts it and gives it the first bytes; returns when it has begun to receive, or has ended without that.</summary>
    public static async Task<HeldReceive> BeginAsync(SimulatedHost host, ZfsCommand command, byte[] input, int held)
    {
        var process = await new SimulatedZfs(host).StartAsync(command, TestContext.Current.CancellationToken);
        await process.Input.WriteAsync(input.AsMemory(0, held), TestContext.Current.CancellationToken);
        var dataset = command.Arguments[^1].Split('@')[0];
        using var deadline = new CancellationTokenSource(Deadline.OfATest);
        while (!process.Exit.IsCompleted && !host.Activities.IsBusy(dataset) && !host.Activities.IsBusy(dataset + "/%recv"))
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return new(process, input, held);
    }

    /// <summary>Gives it the rest.</summary>
    public async Task<(CommandExit, byte[], string)> FinishAsync()
    {
        await using var process = _process;
        try
        {
            await process.Input.WriteAsync(_input.AsMemory(_held), TestContext.Current.CancellationToken);
            await process.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // It has ended, as it may.
        }

        using var output = new MemoryStream();
        await process.Output.CopyToAsync(output, TestContext.Current.CancellationToken);
        return (await process.Exit, output.ToArray(), process.ErrorText);
    }
}
