using System.IO.Pipelines;
using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>
/// A host on which commands that fit a text never say anything and do not end when they are killed, as if they slept in the kernel. They are given up as
/// processes are, and end when the test says so.
/// </summary>
/// <param name="inner">Runs the others.</param>
/// <param name="begin">How their text begins.</param>
/// <param name="mentions">What their text contains, so that what the engine looks at by itself is not meant.</param>
internal sealed class StubbornZfs(IZfsCommandRunner inner, string begin, string mentions = "") : IZfsCommandRunner
{
    private readonly TaskCompletionSource<Stubborn> _met = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many commands are still to be met; the others run as always.</summary>
    public int Times { get; set; }

    /// <summary>The first command that was met.</summary>
    public Task<Stubborn> Met => _met.Task.WaitAsync(Deadline.OfATest);

    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        if (Times == 0 || !IsMeant(command.ToString())) return await inner.StartAsync(command, cancellation);
        Times--;
        var stubborn = new Stubborn(command, cancellation);
        _met.TrySetResult(stubborn);
        return stubborn;
    }

    private bool IsMeant(string command) => command.StartsWith(begin, StringComparison.Ordinal) && command.Contains(mentions, StringComparison.Ordinal);

    internal sealed class Stubborn : IRunningCommand
    {
        private readonly TaskCompletionSource<CommandExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Pipe _output = new();
        private readonly Pipe _input = new(new(pauseWriterThreshold: 1024, resumeWriterThreshold: 512));

        public Stubborn(ZfsCommand command, CancellationToken cancellation)
        {
            Command = command;
            Output = _output.Reader.AsStream();
            Input = _input.Writer.AsStream();
            cancellation.Register(Kill);
        }

        public ZfsCommand Command { get; }

        public int? ProcessId => 4711;

        public Stream Output { get; }

        public Stream Input { get; }

        public Task<CommandExit> Exit => _exit.Task;

        public Task Gone => _gone.Task;

        public string ErrorText => "";

        public CommandSigns Look() => new() { State = ProcessState.Uninterruptible, CpuTicks = 1, IoBytes = 1 };

        /// <summary>Lets it end at last.</summary>
        public void End() => _gone.TrySetResult();

        public void Kill()
        {
            if (!_exit.TrySetResult(CommandExit.GivenUp)) return;
            _output.Writer.Complete();
            _input.Reader.Complete(new IOException("Broken pipe"));
        }

        public ValueTask DisposeAsync()
        {
            Kill();
            return default;
        }
    }
}
