using System.Collections.Immutable;
using System.IO.Pipelines;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>Runs a command under the faults that met it.</summary>
internal sealed class FaultyRun(SimulatedHost host, ImmutableArray<Fault> faults, ErrorWriter errors)
{
    // Set by the first fault that ends a stream.
    private readonly TaskCompletionSource<Fault> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The command itself: its input, its output, and the token that kills it.</summary>
    public delegate Task<CommandExit> Command(PipeReader input, PipeWriter output, CancellationToken killed);

    /// <summary>Runs the command, unless a fault keeps it from that.</summary>
    public async Task<CommandExit> RunAsync(Command command, PipeReader input, PipeWriter output, CancellationToken killed)
    {
        foreach (var fault in faults)
            switch (fault)
            {
                case Fault.Fail fail:
                    errors.Write(fail.ErrorText);
                    return new(fail.ExitCode);
                case Fault.Die die: return SimulatedProcess.Died(die.Signal);
                case Fault.Warn warn: errors.Write(warn.ErrorText); break;
                case Fault.Delay delay: await Task.Delay(delay.By, host.Clock, killed); break;
                case Fault.Hang hang: await FaultyPipe.Released(hang.Released, killed); break;
            }

        using var over = CancellationTokenSource.CreateLinkedTokenSource(killed);
        var (reader, feeding) = Before(input, over.Token);
        var (writer, draining) = After(output, over.Token);
        var running = command(reader, writer, over.Token);
        await Task.WhenAny(running, _end.Task);
        var end = _end.Task.IsCompleted ? await _end.Task : null;
        if (end is Fault.FailAfter or Fault.Cut { Stream: CommandStream.Output }) await over.CancelAsync();
        var exit = await running;
        if (writer != output) await writer.CompleteAsync();
        await draining;
        if (_end.Task.IsCompleted) end = await _end.Task; // its last bytes met the fault
        await over.CancelAsync();
        await feeding;
        if (end is not Fault.FailAfter failed) return exit;
        errors.Write(failed.ErrorText);
        return new(failed.ExitCode);
    }

    private (PipeReader, Task) Before(PipeReader input, CancellationToken over)
    {
        if (!FaultyPipe.IsNeeded(faults, CommandStream.Input)) return (input, Task.CompletedTask);
        var pipe = NewPipe();
        return (pipe.Reader, FeedAsync());

        async Task FeedAsync()
        {
            await MoveAsync(CommandStream.Input, input, pipe.Writer, over);
            if (!_end.Task.IsCompleted || await _end.Task is Fault.Cut) await pipe.Writer.CompleteAsync(); // else the command is killed
        }
    }

    private (PipeWriter, Task) After(PipeWriter output, CancellationToken over)
    {
        if (!FaultyPipe.IsNeeded(faults, CommandStream.Output)) return (output, Task.CompletedTask);
        var pipe = NewPipe();
        return (pipe.Writer, DrainAsync());

        async Task DrainAsync()
        {
            await MoveAsync(CommandStream.Output, pipe.Reader, output, over);
            await pipe.Reader.CompleteAsync();
        }
    }

    private async Task MoveAsync(CommandStream side, PipeReader from, PipeWriter to, CancellationToken over)
    {
        try
        {
            if (await new FaultyPipe(faults, side, host.Clock).MoveAsync(from, to, over) is { } end) _end.TrySetResult(end);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The command is over; so is what it was to read or to write.
        }
    }

    private Pipe NewPipe() => new(new(
        pauseWriterThreshold: host.PipeCapacity, resumeWriterThreshold: host.PipeCapacity / 2, useSynchronizationContext: false));
}
