using System.ComponentModel;
using System.Diagnostics;
using System.IO.Pipes;
using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Moving;

namespace Zrepl.Zfs.Commands;

/// <summary>One running <c>zfs</c> or <c>zpool</c> process.</summary>
internal sealed class ZfsProcess : IRunningCommand
{
    private const int ErrorBytesKeptEachEnd = 32 * 1024;

    // zfs may leave a helper behind (mount, share; or a script that stands for zfs leaves zfs) that inherited output and stderr, and lives for long.
    private static readonly TimeSpan PatienceWithHelpers = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan PatienceWithHelpersOfTheKilled = TimeSpan.FromMilliseconds(100);

    private static readonly ProcessFolder Folder = new();

    private readonly Process _process;
    private readonly ILogger _logger;
    private readonly KillOptions _kill;
    private readonly TaskCompletionSource<CommandExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isKilled;
    private volatile string? _killProblem;
    private volatile bool _isOutputAbandoned;
    private readonly Stream _error;
    private readonly HeadTailBuffer _errorText = new(ErrorBytesKeptEachEnd);
    private readonly CancellationTokenRegistration _cancellation;
    private int _isDisposed;

    public ZfsProcess(ZfsCommand command, Process process, KillOptions kill, ILogger logger, CancellationToken cancellation)
    {
        Command = command;
        _process = process;
        _kill = kill;
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
        _error = process.StandardError.BaseStream;
        Gone = WaitAsync(DrainErrorAsync());
        _cancellation = cancellation.UnsafeRegister(static self => ((ZfsProcess)self!).Kill(), this);
    }

    public ZfsCommand Command { get; }

    public int? ProcessId { get; }

    public Stream Output { get; }

    public Stream Input { get; }

    public Task<CommandExit> Exit => _exit.Task;

    public Task Gone { get; }

    public bool IsOutputAbandoned => _isOutputAbandoned;

    public string ErrorText
    {
        get { lock (_errorText) return _errorText.ReadText(); }
    }

    public void Kill()
    {
        try
        {
            _kill.Kill(_process);
        }
        catch (InvalidOperationException)
        {
            // It has ended, or was disposed after its end: what we wanted.
        }
        catch (Win32Exception refusal) // EPERM: a wrapper such as sudo runs it as somebody else
        {
            _killProblem = refusal.Message;
        }

        if (Interlocked.Exchange(ref _isKilled, 1) != 0) return;
        if (_killProblem is { } problem) _logger.ProcessCannotBeKilled(ProcessId, problem, _kill.GiveUpAfter, Command);
        _ = GiveUpAsync(); // ends by itself, within the patience
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
        await Exit;
        await DisposePipeAsync(_error); // a helper may have it for ever
        if (Gone.IsCompleted) _process.Dispose(); // else the kernel still has it, and reaps it when the pool answers again
        await _cancellation.DisposeAsync();
    }

    // A process in uninterruptible sleep ignores SIGKILL. Whoever waits for it or reads from it goes on; it is left to the kernel.
    private async Task GiveUpAsync()
    {
        if (await Task.WhenAny(Gone, Task.Delay(_kill.GiveUpAfter)) == Gone || !_exit.TrySetResult(CommandExit.GivenUp)) return;
        if (_killProblem is { } problem) _logger.ProcessLeftRunning(ProcessId, problem, Command);
        else _logger.ProcessDoesNotEnd(ProcessId, Command);
        await AbandonOutputAsync();
        await DisposePipeAsync(Input);
    }

    // Ends reads that are under way.
    private async Task AbandonOutputAsync()
    {
        _isOutputAbandoned = true;
        await DisposePipeAsync(Output);
    }

    // What the process wrote stays until it was read; of one that was killed nobody wants it.
    private async Task LeaveHelpersAsync()
    {
        do
        {
            await Task.Delay(Patience);
            if (_isDisposed != 0) return; // the usual case: the output came to its end
        }
        while (_isKilled == 0 && Waiting(Output) > 0);
        await AbandonOutputAsync();
    }

    private TimeSpan Patience => _isKilled == 0 ? PatienceWithHelpers : PatienceWithHelpersOfTheKilled;

    private static int? Waiting(Stream pipe) => pipe is PipeStream open ? Splice.Waiting(open) : null;

    private async Task WaitAsync(Task errorDrained)
    {
        await _process.WaitForExitAsync(CancellationToken.None);
        _ = LeaveHelpersAsync(); // ends when the command is disposed, or its output read
        await Task.WhenAny(errorDrained, Task.Delay(Patience));
        var code = _process.ExitCode;

        // .NET tells death by signal n as 128 + n; zfs itself knows no such exit codes (0, 1, 2 and 255).
        if (!_exit.TrySetResult(code is > 128 and < 160 ? new(code, code - 128) : new(code))) _logger.ProcessHasEnded(ProcessId, Command);
    }

    private async Task DrainErrorAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (await _error.ReadAsync(buffer, CancellationToken.None) is var count and > 0)
            {
                lock (_errorText) _errorText.Append(buffer.AsSpan(0, count));
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // Closed under us while disposing; what came before is kept.
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
