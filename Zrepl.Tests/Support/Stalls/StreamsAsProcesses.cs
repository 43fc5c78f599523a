using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support.Stalls;

/// <summary>
/// A simulated host on which <c>zfs send</c> and <c>zfs recv</c> are real processes: a send that gives a stream and then stands still, a receive that takes what
/// comes and never ends. Everything else is simulated.
/// </summary>
/// <param name="inner">The simulated host.</param>
/// <param name="shell">Plays the two.</param>
internal sealed class StreamsAsProcesses(IZfsCommandRunner inner, IZfsCommandRunner shell) : IZfsCommandRunner
{
    /// <summary>The script for <see cref="ShellZfs"/>; the stream is in the file <c>stream</c> beside it.</summary>
    public const string Script = """
        if [ "$1" = send ]; then cat stream; exec sleep 600; else exec cat > /dev/null; fi
        """;

    /// <summary>False: everything is simulated.</summary>
    public bool AreReal { get; set; } = true;

    public ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation)
    {
        var isDry = command.Arguments.Any(argument => argument.StartsWith('-') && argument.Contains('n', StringComparison.Ordinal));
        var isStream = command.ReadsInput || (command.Verb == "send" && !isDry);
        return (AreReal && isStream ? shell : inner).StartAsync(command, cancellation);
    }
}
