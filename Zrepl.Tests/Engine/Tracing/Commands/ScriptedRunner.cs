using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Engine.Tracing.Commands;

/// <summary>Commands that run until the test ends them: what the simulator, which is always at once, cannot show.</summary>
internal sealed class ScriptedRunner : IZfsCommandRunner
{
    public List<ScriptedCommand> Started { get; } = [];

    /// <summary>Not null: nothing can be started.</summary>
    public Exception? Failure { get; set; }

    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        if (Failure is { } failure) throw failure;
        var started = new ScriptedCommand(command);
        Started.Add(started);
        return new(started);
    }
}

internal sealed class ScriptedCommand(ZfsCommand command) : IRunningCommand
{
    private readonly TaskCompletionSource<CommandExit> _exit = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ZfsCommand Command => command;

    public int? ProcessId => 4711;

    public Stream Output { get; } = new MemoryStream("tank\n"u8.ToArray());

    public Stream Input => Stream.Null;

    public Task<CommandExit> Exit => _exit.Task;

    public string ErrorText => "";

    /// <summary>True: it is given up when it is killed, as a process that sleeps in the kernel.</summary>
    public bool IsStuck { get; set; }

    public Task Gone => _gone.Task;

    /// <summary>What is seen of it.</summary>
    public CommandSigns Signs { get; set; } = CommandSigns.Unknown;

    public CommandSigns Look() => Signs;

    public void End(CommandExit exit)
    {
        _exit.TrySetResult(exit);
        _gone.TrySetResult();
    }

    public void Kill()
    {
        if (IsStuck) _exit.TrySetResult(CommandExit.GivenUp);
        else End(new CommandExit(137, 9));
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        return ValueTask.CompletedTask;
    }
}
