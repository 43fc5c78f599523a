using System.Diagnostics;
using System.IO.Pipes;
using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Moving;

namespace Zrepl.Zfs.Commands;

/// <summary>One running <c>zfs</c> or <c>zpool</c> process.</summary>
internal sealed class ZfsProcess : IRunningCommand
{
    private const int ErrorBytesKeptEachEnd = 32 * 1024;

    // A process in uninterruptible sleep ignores SIGKILL; the caller goes on, and the kernel reaps it when the pool answers again.
    private static readonly TimeSpan LongestWaitForEnd = TimeSpan.FromSeconds(10);

    // zfs may leave a helper behind (mount, share) that inherited stderr.
    private static readonly TimeSpan LongestWaitForErrorText = TimeSpan.FromSeconds(2);

    private static readonly ProcessFolder Folder = new();

    private readonly Process _process;
    private readonly ILogger _logger;
    private readonly HeadTailBuffer _errorText = new(ErrorBytesKeptEachEnd);
    private readonly CancellationTokenRegistration _cancellation;
    private int _isDisposed;

    public ZfsProcess(ZfsCommand command, Process process, ILogger logger, CancellationToken cancellation)
    {
        Command = command;
        _process = process;
        _logger = logger;
        ProcessId = process.Id;
        Output = process.StandardOutput.BaseStream;
        if (command.ReadsInput)
        {
            Input = process.StandardInput.BaseStream;
            PipeCapacity.Raise(Input as PipeStream, "ZFS_RECV_PIPE_CAPACITY_HINT");
        }
        else
        {
            process.StandardInput.Close();
            Input = Stream.Null;
        }

        if (command.Verb == "send") PipeCapacity.Raise(Output as PipeStream, "ZFS_SEND_PIPE_CAPACITY_HINT");
        Exit = WaitAsync(DrainErrorAsync(process.StandardError.BaseStream));
        _cancellation = cancellation.UnsafeRegister(static self => ((ZfsProcess)self!).Kill(), this);
    }

    public ZfsCommand Command { get; }

    public int? ProcessId { get; }

    public Stream Output { get; }

    public Stream Input { get; }

    public Task<CommandExit> Exit { get; }

    public string ErrorText
    {
        get { lock (_errorText) return _errorText.ReadText(); }
    }

    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed after its end: what we wanted.
        }
    }

    public CommandSigns Look() => Exit.IsCompleted
        ? new() { State = ProcessState.Ended } // its number may be another's by now
        : Folder.Look(ProcessId ?? 0) with { OutputWaiting = Waiting(Output), InputWaiting = Waiting(Input) };

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1) return;
        if (!Exit.IsCompleted) Kill();

        // Before waiting: a send may be stuck in a kernel thread that writes to the pipe and no signal interrupts (spec A12.8).
        await DisposePipeAsync(Output);
        await DisposePipeAsync(Input);
        try
        {
            await Exit.WaitAsync(LongestWaitForEnd);
            _process.Dispose();
        }
        catch (TimeoutException)
        {
            _logger.ProcessDoesNotEnd(ProcessId, Command);
        }

        await _cancellation.DisposeAsync();
    }

    private static int? Waiting(Stream pipe) => pipe is PipeStream { IsConnected: true } open ? Splice.Waiting(open.SafePipeHandle) : null;

    private async Task<CommandExit> WaitAsync(Task errorDrained)
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAny(errorDrained, Task.Delay(LongestWaitForErrorText));
        var code = _process.ExitCode;

        // .NET tells death by signal n as 128 + n; zfs itself knows no such exit codes (0, 1, 2 and 255).
        return code is > 128 and < 160 ? new(code, code - 128) : new(code);
    }

    private async Task DrainErrorAsync(Stream error)
    {
        var buffer = new byte[4096];
        try
        {
            while (await error.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
            {
                lock (_errorText) _errorText.Append(buffer.AsSpan(0, count));
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The pipe was closed under us while disposing; what came before is kept.
        }
    }

    private static async ValueTask DisposePipeAsync(Stream pipe)
    {
        try
        {
            await pipe.DisposeAsync();
        }
        catch (IOException)
        {
            // Flushing into a dead process: nobody is left to read it.
        }
    }
}
