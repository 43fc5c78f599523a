using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>
/// One running hook program: in a process group of its own, with nothing to read, and both outputs captured. Ends in bounded time
/// whatever the program does, including programs that leave others running with our pipes open (BAD-37).
/// </summary>
internal sealed class HookProcess : IDisposable
{
    /// <summary>Time between asking a group to end and killing it; also the time a killed process gets to vanish.</summary>
    public static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(5);

    /// <summary>How long output is read after the hook has ended.</summary>
    public static readonly TimeSpan OutputGrace = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan GroupPollInterval = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly bool _leadsGroup;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly string _command;

    private HookProcess(Process process, bool leadsGroup, string command, TimeProvider clock, ILogger logger)
    {
        _process = process;
        _leadsGroup = leadsGroup;
        _command = command;
        _clock = clock;
        _logger = logger;
    }

    private ProcessGroup Group => new(_process.Id);

    /// <summary>Starts a program.</summary>
    /// <exception cref="Win32Exception">It cannot be started; the message is the operating system's.</exception>
    public static HookProcess Start(HookCommandLine commandLine, TimeProvider clock, ILogger logger)
    {
        var program = commandLine.FindProgram();
        var start = new ProcessStartInfo(Setsid.Path ?? program)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        if (Setsid.Path is not null) start.ArgumentList.Add(program);
        foreach (var (name, value) in commandLine.Environment) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{commandLine.Path} was not started.");
        process.StandardInput.Close(); // the hook must never read the daemon's input
        return new HookProcess(process, Setsid.Path is not null, commandLine.Path, clock, logger);
    }

    /// <summary>Waits for the program's end and collects its output; ends it at the timeout or on cancellation.</summary>
    /// <exception cref="TimeoutException">It was killed and did not vanish: it hangs in the kernel.</exception>
    public async Task<HookExit> RunAsync(OutputRing output, TimeSpan? timeout, CancellationToken cancellation)
    {
        using var reading = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _clock);
        var stdout = OutputPump.RunAsync(_process.StandardOutput.BaseStream, output, line => _logger.HookStdout(_command, line), reading.Token);
        var stderr = OutputPump.RunAsync(_process.StandardError.BaseStream, output, line => _logger.HookStderr(_command, line), reading.Token);
        var stop = HookStop.None;
        try
        {
            stop = await WaitAsync(timeout, cancellation);
            if (stop != HookStop.None) await EndAsync();
        }
        finally
        {
            reading.CancelAfter(OutputGrace);
            if ((await Task.WhenAll(stdout, stderr)).Contains(false)) _logger.HookOutputAbandoned(_command, OutputGrace);
        }

        return new HookExit(_process.ExitCode, stop);
    }

    /// <summary>Ends the program if it still runs, which it does only after an exception. What a hook left running on purpose stays.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private async Task<HookStop> WaitAsync(TimeSpan? timeout, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(timeout ?? Timeout.InfiniteTimeSpan, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await _process.WaitForExitAsync(either.Token);
            return HookStop.None;
        }
        catch (OperationCanceledException)
        {
            return deadline.IsCancellationRequested ? HookStop.TimedOut : HookStop.Cancelled;
        }
    }

    // Asks, waits until the whole group is gone, then insists. Children get their time even if the leader dies at once.
    private async Task EndAsync()
    {
        if (!_leadsGroup || !Group.SendTerminate()) Kill();
        using var grace = new CancellationTokenSource(TerminationGrace, _clock);
        try
        {
            await _process.WaitForExitAsync(grace.Token);
            while (_leadsGroup && Group.HasMembers) await Task.Delay(GroupPollInterval, _clock, grace.Token);
        }
        catch (OperationCanceledException)
        {
            _logger.HookGroupKilled(_command, TerminationGrace);
            Kill();
        }

        using var patience = new CancellationTokenSource(TerminationGrace, _clock);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"process {_process.Id} does not end although it was killed; it hangs in the kernel");
        }
    }

    private void Kill()
    {
        if (_leadsGroup) Group.SendKill();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }
}
