using System.Collections.Immutable;
using System.IO.Pipelines;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Simulator;
using CommandFault = Zrepl.Zfs.Simulator.Fault;

namespace Zrepl.Tests.Campaigns;

/// <summary>A running command of real ZFS with faults in its pipes: bytes go through <see cref="FaultyPipe"/>, as in the simulator.</summary>
internal sealed class FaultyCommand : IRunningCommand
{
    private readonly IRunningCommand _inner;
    private readonly ImmutableArray<CommandFault> _faults;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _moving;
    private CommandFault.FailAfter? _failed;

    public FaultyCommand(IRunningCommand inner, ImmutableArray<CommandFault> faults)
    {
        (_inner, _faults) = (inner, faults);
        (Output, var draining) = OutputOf();
        (Input, var feeding) = InputOf();
        _moving = Task.WhenAll(draining, feeding);
        Exit = ExitAsync(draining);
    }

    public ZfsCommand Command => _inner.Command;

    public int? ProcessId => _inner.ProcessId;

    public Stream Output { get; }

    public Stream Input { get; }

    public bool IsOutputAbandoned => _inner.IsOutputAbandoned;

    public Task<CommandExit> Exit { get; }

    public string ErrorText => _inner.ErrorText + _failed?.ErrorText;

    public void Kill() => _inner.Kill();

    public CommandSigns Look() => _inner.Look();

    public async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        await _over.CancelAsync();
        await _moving;
        _over.Dispose();
    }

    private async Task<CommandExit> ExitAsync(Task draining)
    {
        var exit = await _inner.Exit;
        await draining; // what it wrote last may meet the fault
        await _over.CancelAsync(); // nobody reads its input any more
        return _failed is { } failed ? new(failed.ExitCode) : exit;
    }

    private (Stream Output, Task Draining) OutputOf()
    {
        if (!FaultyPipe.IsNeeded(_faults, CommandStream.Output)) return (_inner.Output, Task.CompletedTask);
        var pipe = new Pipe();
        return (pipe.Reader.AsStream(), DrainAsync());

        async Task DrainAsync()
        {
            await MoveAsync(CommandStream.Output, PipeReader.Create(_inner.Output), pipe.Writer);
            await pipe.Writer.CompleteAsync();
        }
    }

    private (Stream Input, Task Feeding) InputOf()
    {
        if (!FaultyPipe.IsNeeded(_faults, CommandStream.Input)) return (_inner.Input, Task.CompletedTask);
        var pipe = new Pipe();
        return (pipe.Writer.AsStream(), FeedAsync());

        async Task FeedAsync()
        {
            await MoveAsync(CommandStream.Input, pipe.Reader, PipeWriter.Create(_inner.Input));
            await _inner.Input.DisposeAsync();
            await pipe.Reader.CompleteAsync(new IOException("Broken pipe"));
        }
    }

    private async Task MoveAsync(CommandStream side, PipeReader from, PipeWriter to)
    {
        try
        {
            var end = await new FaultyPipe(_faults, side, TimeProvider.System).MoveAsync(from, to, _over.Token);
            _failed = end as CommandFault.FailAfter ?? _failed;
            if (end is CommandFault.FailAfter or CommandFault.Cut { Stream: CommandStream.Output }) _inner.Kill();
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The command, or whoever was at the other end of the pipe, is gone.
        }
    }
}
