using Zrepl.Web.Api;

namespace Zrepl.Web.Cli;

/// <summary>What can be asked for instead, behind the daemon's refusals, whose words are Go zrepl's.</summary>
internal static class SignalAdvice
{
    /// <summary>What our daemon knows beyond Go's.</summary>
    public const string Operations =
        "Our daemon also knows replicate, prune, snapshot, reset-snapshotting, pause, resume and approve-pruning with a job, log-level with SUBSYSTEM=LEVEL, and reload without either.";

    /// <summary>Asks, and adds the advice to a refusal.</summary>
    /// <exception cref="CommandFailedException">As it was thrown, with advice if there is some.</exception>
    public static async Task AddToAsync(Func<Task> ask, SignalRequest request, ControlClient client, CancellationToken cancellation)
    {
        try
        {
            await ask();
        }
        catch (CommandFailedException failure) when (failure.Advice is null && failure.Message == $"operation \"{request.Op}\" is invalid")
        {
            throw new CommandFailedException(failure.Message, failure.ExitCode) { Advice = "Every daemon knows wakeup and reset. " + Operations };
        }
        catch (CommandFailedException failure) when (failure.Advice is null && failure.Message == $"Job {request.Name} does not exist")
        {
            throw new CommandFailedException(failure.Message, failure.ExitCode) { Advice = await KnownJobs.OfDaemonAsync(client, cancellation) };
        }
    }
}
