using System.CommandLine;

namespace Zrepl.Web.Cli;

/// <summary><c>zrepl signal [wakeup|reset] JOB</c>. Source: spec A5.</summary>
internal static class SignalCommand
{
    public static Command Create(CommonOptions common)
    {
        var words = new Argument<string[]>("operation job") { Description = "what to do, and the job", Arity = ArgumentArity.ZeroOrMore };
        var queue = new Option<bool>("--queue") { Description = "with wakeup: a busy job runs again afterwards" };
        var command = new Command("signal", "Wake up a job from wait state or abort its current invocation") { words, queue };
        command.SetAction(async (parsed, cancellation) =>
        {
            var global = common.LoadGlobal(parsed);
            if (parsed.GetValue(words) is not [var operation, var job]) throw new CommandFailedException("Expected 2 arguments: [wakeup|reset] JOB");
            using var client = new ControlClient(global.ControlSocketPath);
            await client.SignalAsync(new(job, operation, parsed.GetValue(queue)), cancellation);
        });
        return command;
    }
}
