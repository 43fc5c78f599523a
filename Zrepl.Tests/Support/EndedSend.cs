using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support;

/// <summary>A <c>zfs send</c> that has ended; what it gave is still to be read.</summary>
internal sealed class EndedSend(Stream output, CommandExit exit, string error) : IRunningCommand
{
    public ZfsCommand Command { get; } = ZfsCommand.Zfs("send", "tank@a");

    public int? ProcessId => null;

    public Stream Output => output;

    public Stream Input => Stream.Null;

    public Task<CommandExit> Exit { get; } = Task.FromResult(exit);

    public string ErrorText => error;

    public void Kill() { }

    public ValueTask DisposeAsync() => output.DisposeAsync();
}
