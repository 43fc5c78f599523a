using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Campaigns;

/// <summary>A command of a process that can be killed.</summary>
internal sealed class MortalCommand : IRunningCommand
{
    private readonly IRunningCommand _inner;
    private readonly Death _death;
    private readonly CancellationTokenRegistration _cancellation;

    public MortalCommand(IRunningCommand inner, Death death, CancellationToken cancellation)
    {
        _inner = inner;
        _death = death;
        Output = new MortalStream(inner.Output, death, isCounted: inner.Command.Verb == "send");
        Input = new MortalStream(inner.Input, death, isCounted: false);
        Exit = ExitAsync();
        _cancellation = cancellation.Register(Kill);
    }

    public ZfsCommand Command => _inner.Command;

    public int? ProcessId => null;

    public Stream Output { get; }

    public Stream Input { get; }

    public bool IsOutputAbandoned => _inner.IsOutputAbandoned;

    public Task<CommandExit> Exit { get; }

    public string ErrorText => _inner.ErrorText;

    // A dead process kills nobody.
    public void Kill()
    {
        if (!_death.HasDied) _inner.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        await _cancellation.DisposeAsync();
        if (!_death.HasDied) await _inner.DisposeAsync();
    }

    // Completes also when the daemon dies, since nothing else would wake those who wait in it.
    private async Task<CommandExit> ExitAsync()
    {
        try
        {
            return await _inner.Exit.WaitAsync(_death.Token);
        }
        catch (OperationCanceledException)
        {
            return new CommandExit(137, 9);
        }
    }
}
