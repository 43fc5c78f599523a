using System.Collections.Immutable;
using System.IO.Pipelines;
using Zrepl.Zfs.Simulator.Kernel;
using Zrepl.Zfs.Simulator.Libzfs;
using Zrepl.Zfs.Simulator.Profiles;

namespace Zrepl.Zfs.Simulator.Processes;

/// <summary>One call of a subcommand: its words, its streams and the host it runs on.</summary>
/// <param name="Host">Where it runs.</param>
/// <param name="Command">The subcommand by its full name (<c>receive</c>, never <c>recv</c>).</param>
/// <param name="Arguments">The words after the subcommand.</param>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
/// <param name="Killed">Cancelled by SIGKILL.</param>
internal sealed record CommandCall(
    SimulatedHost Host, string Command, ImmutableArray<string> Arguments, PipeReader Input, OutputWriter Output, ErrorWriter Errors, CancellationToken Killed)
{
    public VersionRules Rules => Host.Rules;

    /// <summary>Exclusive access to the host's model.</summary>
    public ValueTask<Session> EnterAsync() => Host.EnterAsync(Killed);

    /// <summary>Prints <c>action: reason</c>.</summary>
    public void Fail(string action, string reason) => Errors.WriteLine($"{action}: {reason}");

    /// <summary>Prints <c>action: reason</c> for an error number (<c>zfs_standard_error</c>).</summary>
    public void Fail(string action, Errno error)
    {
        if (LibzfsText.Of(error) is { } reason)
        {
            Fail(action, reason);
            return;
        }

        // libzfs has no word for it and calls abort().
        Errors.WriteLine($"internal error: {action}: {LibzfsText.SystemWords(error)}");
        throw new CommandDiedException(Signals.Abort);
    }
}
