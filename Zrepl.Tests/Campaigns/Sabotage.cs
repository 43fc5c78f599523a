using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Campaigns;

/// <summary>Mistakes that the product could make, to see that a campaign finds them.</summary>
public enum Sabotage
{
    /// <summary>None.</summary>
    None,

    /// <summary>The replication cursor is never set.</summary>
    NoCursor,

    /// <summary>What was received is not held.</summary>
    NoLastReceivedHold,

    /// <summary>Holds are never given back.</summary>
    NoRelease,

    /// <summary>Pruning takes the newest snapshot of the dataset along.</summary>
    DestroysTheNewestToo,
}

/// <summary>Commands of a product that makes one kind of mistake: some of them silently do nothing or too much.</summary>
internal sealed class SabotagedZfs(IZfsCommandRunner inner, Machine machine, Sabotage sabotage) : IZfsCommandRunner
{
    private static readonly ZfsCommand Harmless = ZfsCommand.Zfs("version");

    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation) =>
        await inner.StartAsync(IsLeftOut(command) ? Harmless : await ExaggerateAsync(command), cancellation);

    private bool IsLeftOut(ZfsCommand command) => (sabotage, command.Verb) switch
    {
        (Sabotage.NoCursor, "bookmark") => command.Arguments.Any(argument => argument.Contains("#zrepl_CURSOR_G", StringComparison.Ordinal)),
        (Sabotage.NoLastReceivedHold, "hold") => command.Arguments.Any(argument => argument.StartsWith("zrepl_last_received", StringComparison.Ordinal)),
        (Sabotage.NoRelease, "release") => true,
        _ => false,
    };

    private async Task<ZfsCommand> ExaggerateAsync(ZfsCommand command)
    {
        if (sabotage != Sabotage.DestroysTheNewestToo || command.Verb != "destroy" || command.Arguments[^1].IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at))
            return command;
        var newest = (await machine.VersionsAsync(command.Arguments[^1][..at])).LastOrDefault(version => version.IsSnapshot);
        return newest is null ? command : command with { Arguments = command.Arguments.SetItem(command.Arguments.Length - 1, $"{command.Arguments[^1]},{newest.Name}") };
    }
}
