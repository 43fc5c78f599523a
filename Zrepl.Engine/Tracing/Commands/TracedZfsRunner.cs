using Microsoft.Extensions.Logging;
using Zrepl.Zfs.Commands;

namespace Zrepl.Engine.Tracing.Commands;

/// <summary>
/// Makes every command visible: a span in the trace, lines in the log (subsystem <c>zfs.cmd</c>, spec A1.12), an entry in the list of
/// running commands. Wraps the real binaries and the simulator alike.
/// </summary>
/// <param name="inner">Runs the command.</param>
/// <param name="active">The list of running commands.</param>
/// <param name="clock">For times in the list and in log lines.</param>
/// <param name="logger">Gets the lines.</param>
/// <param name="pathOf">Where a program is; null: just its name.</param>
public sealed class TracedZfsRunner(
    IZfsCommandRunner inner, ActiveZfsCommands active, TimeProvider clock, ILogger<TracedZfsRunner> logger, Func<ZfsProgram, string>? pathOf = null)
    : IZfsCommandRunner
{
    /// <inheritdoc/>
    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        var text = command.ToString();
        var scope = command.IsStreaming() ? Tracer.StartTaskAndSpan(TraceNames.ZfsCommand, text) : Tracer.StartSpanOrTask(TraceNames.ZfsCommand, text);
        logger.StartingCommand(text);
        try
        {
            var running = await inner.StartAsync(command, cancellation);
            var name = command.Program == ZfsProgram.Zfs ? "zfs" : "zpool";
            var listed = new ActiveZfsCommand(
                pathOf?.Invoke(command.Program) ?? name, [name, .. command.Arguments], clock.GetUtcNow(), JobScope.Current, Tracer.CurrentStack, running.ProcessId);
            logger.StartedCommand(text);
            return new TracedZfsCommand(running, text, scope, listed, active, clock, logger);
        }
        catch (Exception failure)
        {
            if (failure is not OperationCanceledException) logger.CannotStartCommand(text, failure);
            scope.Fail(failure.Message);
            scope.Dispose();
            throw;
        }
    }
}
