using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Hooks.Command;

/// <summary>One step of a command hook: starts the program and turns its end into a report with upstream's texts (spec 5.3).</summary>
internal sealed class CommandHookRun(
    string path, TimeSpan? timeout, int outputLimit, HookContext context, TimeProvider clock, ILogger logger) : IHookRun
{
    /// <inheritdoc/>
    public async Task<HookReport> RunAsync(HookEdge edge, CancellationToken cancellation)
    {
        var commandLine = HookCommandLine.For(path, edge, context, timeout);
        var output = new OutputRing(outputLimit);
        var reason = await ReasonOfFailureAsync(commandLine, output, cancellation);
        var text = reason is null ? $"command hook: \"{commandLine}\"" : $"command hook failed with {GoQuote.Quote(reason)}: \"{commandLine}\"";
        var failure = reason is null ? null : new HookFailure(reason, $"{text} FAILED with error: {reason}");
        return new HookReport(text, failure, ImmutableCollectionsMarshal.AsImmutableArray(output.ToArray()));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask; // the steps share nothing

    private async Task<string?> ReasonOfFailureAsync(HookCommandLine commandLine, OutputRing output, CancellationToken cancellation)
    {
        try
        {
            using var process = HookProcess.Start(commandLine, clock, logger);
            var exit = await process.RunAsync(output, timeout, cancellation);
            return exit.Reason(GoDuration.Format(timeout ?? TimeSpan.Zero));
        }
        catch (Exception failure) when (failure is Win32Exception or TimeoutException)
        {
            return failure.Message;
        }
    }
}
