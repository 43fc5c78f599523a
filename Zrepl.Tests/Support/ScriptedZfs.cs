using System.Collections.Concurrent;
using System.Text;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support;

/// <summary>
/// Answers commands from a function, for texts and sequences that neither the simulator nor a real pool gives on demand.
/// Keeps every command line it was asked to run.
/// </summary>
internal sealed class ScriptedZfs(Func<ZfsCommand, ScriptedZfs.Answer> script) : IZfsCommandRunner
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Command lines in order, without the program's name, arguments separated by blanks.</summary>
    public IEnumerable<string> Lines => _lines;

    /// <summary>Arguments of all destroys, in order.</summary>
    public IEnumerable<string> Destroyed => _lines.Where(line => line.StartsWith("destroy ", StringComparison.Ordinal)).Select(line => line["destroy ".Length..]);

    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _lines.Enqueue(string.Join(' ', command.Arguments));
        var answer = script(command);
        return answer.Failure is { } failure ? throw failure : new(new Ended(command, answer));
    }

    /// <summary>What a command says.</summary>
    public sealed record Answer(string Output = "", string Error = "", int Code = 0, Exception? Failure = null, Stream? OutputStream = null)
    {
        public static Answer Fail(string error, int code = 1) => new("", error, code);
    }

    private sealed class Ended(ZfsCommand command, Answer answer) : IRunningCommand
    {
        public ZfsCommand Command => command;
        public int? ProcessId => null;
        public Stream Output { get; } = answer.OutputStream ?? new MemoryStream(Encoding.UTF8.GetBytes(answer.Output));
        public Stream Input { get; } = new MemoryStream();
        public Task<CommandExit> Exit { get; } = Task.FromResult(new CommandExit(answer.Code));
        public string ErrorText => answer.Error;
        public void Kill() { }
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
