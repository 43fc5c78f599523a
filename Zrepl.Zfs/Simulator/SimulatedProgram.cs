using System.Text;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator;

/// <summary>The simulator as a program that stands where <c>zfs</c> and <c>zpool</c> are expected: one argument vector, three streams, an exit code.</summary>
public static class SimulatedProgram
{
    private static readonly HashSet<string> Readers = ["recv", "receive", "create", "load-key", "change-key"];

    /// <summary>Runs one command to its end.</summary>
    /// <param name="host">The machine; see <see cref="SimulatedHost.OpenAsync"/>.</param>
    /// <param name="program"><c>zfs</c> or <c>zpool</c>.</param>
    /// <param name="arguments">What follows on the command line.</param>
    /// <param name="input">Standard input; read only by commands that do, and only as fast as they do.</param>
    /// <param name="output">Standard output. If it breaks, the command dies of SIGPIPE as a real one.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="cancellation">Kills the command.</param>
    /// <returns>The exit code; 128 + n after signal n.</returns>
    public static async Task<int> RunAsync(
        SimulatedHost host, ZfsProgram program, IReadOnlyList<string> arguments, Stream input, Stream output, Stream errors, CancellationToken cancellation)
    {
        var command = new ZfsCommand
        {
            Program = program, Arguments = [.. arguments],
            ReadsInput = program == ZfsProgram.Zfs && arguments.Count > 0 && Readers.Contains(arguments[0]),
        };
        await using var running = await new SimulatedZfs(host).StartAsync(command, cancellation);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var feeding = FeedAsync(running, input, over.Token);
        await DrainAsync(running, output);
        var exit = await running.Exit;
        await over.CancelAsync();
        await errors.WriteAsync(Encoding.UTF8.GetBytes(running.ErrorText), CancellationToken.None);
        await errors.FlushAsync(CancellationToken.None);

        // A read of a terminal or pipe that has begun may never end; then nothing depends on it any more.
        if (feeding.IsCompleted) await feeding;
        return exit.Code;
    }

    private static async Task FeedAsync(IRunningCommand running, Stream input, CancellationToken over)
    {
        if (!running.Command.ReadsInput) return;
        try
        {
            await input.CopyToAsync(running.Input, over);
        }
        catch (OperationCanceledException)
        {
            // The command has ended without reading everything.
        }
        catch (IOException)
        {
            // Either side broke: a read that fails is the end of input, a write that fails means that the command has ended.
        }

        await running.Input.DisposeAsync();
    }

    private static async Task DrainAsync(IRunningCommand running, Stream output)
    {
        try
        {
            await running.Output.CopyToAsync(output, CancellationToken.None);
            await output.FlushAsync(CancellationToken.None);
        }
        catch (IOException)
        {
            await running.Output.DisposeAsync(); // nobody reads: the command is to feel it
        }
    }
}
