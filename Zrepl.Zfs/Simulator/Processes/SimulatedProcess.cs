using System.IO.Pipelines;
using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>A command of a simulated host that runs as a task, with pipes that block like those of a process.</summary>
internal sealed class SimulatedProcess : IRunningCommand
{
    private readonly CancellationTokenSource _killed;
    private readonly CancellationTokenRegistration _crash;
    private readonly Pipe _output;
    private readonly Pipe _input;
    private readonly ErrorWriter _errors = new();

    public SimulatedProcess(SimulatedHost host, ZfsCommand command, CancellationToken cancellation)
    {
        Command = command;
        _killed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _crash = host.Crashed.Register(Kill);

        // Like a pipe of the kernel: a writer blocks as soon as this much is unread.
        var options = new PipeOptions(
            pauseWriterThreshold: host.PipeCapacity, resumeWriterThreshold: host.PipeCapacity / 2,
            minimumSegmentSize: 16 * 1024, useSynchronizationContext: false);
        _output = new Pipe(options);
        _input = new Pipe(options);
        Output = _output.Reader.AsStream();
        if (command.ReadsInput)
        {
            Input = _input.Writer.AsStream();
        }
        else
        {
            Input = Stream.Null;
            _input.Writer.Complete();
        }

        Exit = RunAsync(host);
    }

    public ZfsCommand Command { get; }

    public int? ProcessId => null;

    public Stream Output { get; }

    public Stream Input { get; }

    public Task<CommandExit> Exit { get; }

    public string ErrorText => _errors.Text;

    public void Kill()
    {
        try
        {
            _killed.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended and was disposed.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exit;
        await Output.DisposeAsync();
        await Input.DisposeAsync();
        await _crash.DisposeAsync();
        _killed.Dispose();
    }

    internal static CommandExit Died(int signal) => new(128 + signal, signal);

    private async Task<CommandExit> RunAsync(SimulatedHost host)
    {
        CommandExit exit;
        try
        {
            var faults = host.Faults.Meet(Command);
            exit = faults.IsEmpty
                ? await RunCommandAsync(host, _input.Reader, _output.Writer, _killed.Token)
                : await new FaultyRun(host, faults, _errors).RunAsync(
                    (input, output, killed) => RunCommandAsync(host, input, output, killed), _input.Reader, _output.Writer, _killed.Token);
        }
        catch (OperationCanceledException) when (_killed.IsCancellationRequested)
        {
            exit = Died(Signals.Kill);
        }

        await _output.Writer.CompleteAsync();
        await _input.Reader.CompleteAsync(new IOException("Broken pipe"));
        return exit;
    }

    private async Task<CommandExit> RunCommandAsync(SimulatedHost host, PipeReader input, PipeWriter outputPipe, CancellationToken killed)
    {
        var output = new OutputWriter(outputPipe, killed);
        try
        {
            killed.ThrowIfCancellationRequested();
            var code = await CommandTable.RunAsync(host, Command, input, output, _errors, killed);
            await output.FlushAsync();
            return new CommandExit(code);
        }
        catch (CommandDiedException death)
        {
            return Died(death.Signal);
        }
        catch (OperationCanceledException) when (killed.IsCancellationRequested)
        {
            return Died(Signals.Kill);
        }
        catch (SimulatedCrashException)
        {
            return Died(Signals.Kill);
        }
        catch (Exception mistake)
        {
            // A mistake of the simulator must be seen in the test that meets it, never taken for an answer of zfs.
            _errors.WriteLine($"the simulator failed: {mistake}");
            host.Report(mistake);
            return Died(Signals.Abort);
        }
    }
}
