using System.Text;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Zfs.Simulator;

/// <summary>What a command answered.</summary>
internal sealed record Answer(CommandExit Exit, string Output, string Errors)
{
    public int ExitCode => Exit.Code;
}

/// <summary>Runs commands on a simulated host to their end.</summary>
internal sealed class SimulatedShell(SimulatedHost host)
{
    private readonly SimulatedZfs _zfs = new(host);

    public SimulatedHost Host => host;

    /// <summary>A shell on a new host in memory with one pool <c>tank</c>, a fixed seed and a clock that stands still.</summary>
    public static async Task<SimulatedShell> WithPoolAsync(OpenZfsVersion? version = null, string pool = "tank")
    {
        var host = new SimulatedHost(new() { Version = version ?? OpenZfsVersion.V23, Seed = 1, Clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
        await host.CreatePoolAsync(pool);
        return new(host);
    }

    public Task<Answer> ZfsAsync(params string[] arguments) => RunAsync(ZfsCommand.Zfs(arguments));

    public Task<Answer> ZpoolAsync(params string[] arguments) => RunAsync(ZfsCommand.Zpool(arguments));

    /// <summary>Runs commands that only prepare something and must succeed.</summary>
    public async Task SetUpAsync(params string[] commandLines)
    {
        foreach (var line in commandLines)
        {
            var answer = await ZfsAsync(line.Split(' '));
            Assert.True(answer.Exit.IsSuccess, $"zfs {line}: {answer.Errors}");
        }
    }

    public async Task<Answer> RunAsync(ZfsCommand command)
    {
        var (exit, output, errors) = await RunWithBytesAsync(command, ReadOnlyMemory<byte>.Empty);
        return new(exit, Encoding.UTF8.GetString(output), errors);
    }

    /// <summary>Runs a command with input and output as bytes.</summary>
    public async Task<(CommandExit Exit, byte[] Output, string Errors)> RunWithBytesAsync(ZfsCommand command, ReadOnlyMemory<byte> input)
    {
        await using var process = await _zfs.StartAsync(command, TestContext.Current.CancellationToken);
        var feeding = FeedAsync(process, input);
        using var output = new MemoryStream();
        await process.Output.CopyToAsync(output, TestContext.Current.CancellationToken);
        await feeding;
        var exit = await process.Exit;
        if (host.Mistakes.Count > 0) throw new InvalidOperationException($"'{command}' found a mistake of the simulator.", host.Mistakes[0]);
        return (exit, output.ToArray(), process.ErrorText);
    }

    private static async Task FeedAsync(IRunningCommand process, ReadOnlyMemory<byte> input)
    {
        if (!process.Command.ReadsInput) return;
        try
        {
            await process.Input.WriteAsync(input, TestContext.Current.CancellationToken);
            await process.Input.DisposeAsync();
        }
        catch (IOException)
        {
            // The command ended before it had read everything, as it may.
        }
    }
}
