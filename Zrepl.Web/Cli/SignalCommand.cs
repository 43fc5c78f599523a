using System.CommandLine;
using Zrepl.Engine.Units;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl signal [wakeup|reset] JOB</c>. Source: spec A5.</summary>
internal static class SignalCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var words = new Argument<string[]>("operation job") { Description = "what to do, and the job", Arity = ArgumentArity.ZeroOrMore };
        var queue = new Option<bool>("--queue") { Description = "with wakeup: a busy job runs again afterwards" };
        var wait = new Option<bool>("--wait") { Description = "with wakeup, replicate and prune: wait for the run; exit code 0 if it did everything, 1 if not" };
        var timeout = new Option<string>("--timeout") { HelpName = "DURATION", Description = "wait no longer than this, then exit with 124; the run goes on", DefaultValueFactory = _ => "" };
        var revision = new Option<string>("--revision") { HelpName = "REVISION", Description = "with approve-pruning: the rules that were looked at; without it, tells what waits and approves nothing", DefaultValueFactory = _ => "" };
        var command = new Command("signal", "Wake up a job from wait state or abort its current invocation") { words, queue, wait, timeout, revision };
        command.SetAction(async (parsed, cancellation) =>
        {
            var global = common.LoadGlobal(parsed);
            var (operation, job) = parsed.GetValue(words) switch
            {
                ["reload"] => ("reload", ""), // of the daemon
                [var first, var second] => (first, second),
                _ => throw new CommandFailedException("Expected 2 arguments: [wakeup|reset] JOB") { Advice = SignalAdvice.Operations },
            };
            if (parsed.GetValue(revision)!.Length > 0 && operation != "approve-pruning") throw new CommandFailedException("--revision goes with approve-pruning"); // has a default
            var request = new SignalRequest(job, operation, parsed.GetValue(queue), Revision: parsed.GetValue(revision));
            using var client = new ControlClient(global.ControlSocketPath);
            if (!parsed.GetValue(wait))
            {
                if (parsed.GetValue(timeout)!.Length > 0) throw new CommandFailedException("--timeout goes with --wait"); // has a default
                await SignalAsync(client, request, parsed.GetValue(common.Configuration), cancellation);
                return;
            }

            if (!ControlAnswers.StartsRun(operation)) throw new CommandFailedException($"\"{operation}\" begins no run that --wait could wait for; use wakeup, replicate or prune");
            var awaited = new AwaitedSignal(surroundings, client, request, LimitOf(parsed.GetValue(timeout)!));
            await SignalAdvice.AddToAsync(() => awaited.RunAsync(cancellation), request, client, cancellation);
        });
        return command;
    }

    private static async Task SignalAsync(ControlClient client, SignalRequest request, string? configuration, CancellationToken cancellation)
    {
        try
        {
            await SignalAdvice.AddToAsync(() => client.SignalAsync(request, cancellation), request, client, cancellation);
        }
        catch (CommandFailedException failure) when (configuration is not null && failure.Message.Contains("--revision", StringComparison.Ordinal))
        {
            throw new CommandFailedException(failure.Message, failure.ExitCode) { Advice = $"These commands need --config {configuration}, as this one did." };
        }
    }

    private static TimeSpan? LimitOf(string timeout)
    {
        if (timeout.Length == 0) return null;
        if (EitherDuration.TryParseTimeout(timeout, out var limit, out var problem) && limit > TimeSpan.Zero) return limit;
        throw new CommandFailedException($"invalid argument \"{timeout}\" for \"--timeout\": {problem ?? "must be positive"}");
    }
}
