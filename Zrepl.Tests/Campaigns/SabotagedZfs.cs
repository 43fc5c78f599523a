using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Names;

namespace Zrepl.Tests.Campaigns;

/// <summary>Commands of a product that makes one kind of mistake: some of them silently do nothing, something else or too much.</summary>
internal sealed class SabotagedZfs(IZfsCommandRunner inner, Machine machine, Sabotage sabotage) : IZfsCommandRunner
{
    private static readonly ZfsCommand Harmless = ZfsCommand.Zfs("version");

    public async ValueTask<IRunningCommand> StartAsync(ZfsCommand command, CancellationToken cancellation) =>
        await inner.StartAsync(await SpoilAsync(command), cancellation);

    private async ValueTask<ZfsCommand> SpoilAsync(ZfsCommand command) => (sabotage, command.Verb) switch
    {
        (Sabotage.NoCursor, "bookmark") when IsCursor(command) => Harmless,
        (Sabotage.CursorOnTheWrongSnapshot, "bookmark") when IsCursor(command) => await OnTheOldestAsync(command),
        (Sabotage.NoLastReceivedHold, "hold") when command.Arguments.Any(argument => argument.StartsWith("zrepl_last_received", StringComparison.Ordinal)) => Harmless,
        (Sabotage.NoRelease, "release") => Harmless,
        (Sabotage.ReleasesForeignHolds, "release") => await ReleasingForeignHoldsAsync(command),
        (Sabotage.DestroysTheNewestToo, "destroy") => await TakingAlongAsync(command, isNewest: true),
        (Sabotage.DestroysOneMore, "destroy") => await TakingAlongAsync(command, isNewest: false),
        (Sabotage.DestroysTheCursorToo, "destroy") => await DestroyingCursorsAsync(command),
        (Sabotage.TokenOfAnotherStep, "send") => machine.WithAnEarlierToken(command),
        (Sabotage.SendsWithoutBase, "send") => WithoutBase(command),
        _ => command,
    };

    private static bool IsCursor(ZfsCommand command) => command.Arguments.Any(argument => argument.Contains("#zrepl_CURSOR_G", StringComparison.Ordinal));

    private async Task<ZfsCommand> OnTheOldestAsync(ZfsCommand command)
    {
        var at = command.Arguments.Length - 2; // the bookmark is last
        if (DatasetBefore(command.Arguments[at], '@') is not { } dataset) return command;
        var oldest = (await machine.VersionsAsync(dataset)).First(version => version.IsSnapshot);
        return command with { Arguments = command.Arguments.SetItem(at, $"{dataset}@{oldest.Name}") };
    }

    private async Task<ZfsCommand> ReleasingForeignHoldsAsync(ZfsCommand command)
    {
        foreach (var snapshot in command.Arguments.Skip(2))
        {
            var path = SnapshotPath.Parse(snapshot);
            if (await machine.IsHeldAsync(path)) await machine.ReleaseAsync(path);
        }

        return command;
    }

    private async Task<ZfsCommand> TakingAlongAsync(ZfsCommand command, bool isNewest)
    {
        var last = command.Arguments[^1];
        if (DatasetBefore(last, '@') is not { } dataset) return command;
        var listed = last[(dataset.Length + 1)..].Split(',');
        var others = (await machine.VersionsAsync(dataset)).Where(version => version is { IsSnapshot: true, UserRefs: 0 } && !listed.Contains(version.Name));
        var victim = isNewest ? others.LastOrDefault() : others.FirstOrDefault();
        return victim is null ? command : command with { Arguments = command.Arguments.SetItem(command.Arguments.Length - 1, $"{last},{victim.Name}") };
    }

    private async Task<ZfsCommand> DestroyingCursorsAsync(ZfsCommand command)
    {
        if (DatasetBefore(command.Arguments[^1], '@') is not { } dataset) return command;
        foreach (var cursor in (await machine.VersionsAsync(dataset)).Where(version => !version.IsSnapshot))
        {
            await using var destroy = await inner.StartAsync(ZfsCommand.Zfs("destroy", $"{dataset}#{cursor.Name}"), CancellationToken.None);
            await destroy.Exit;
        }

        return command;
    }

    private static ZfsCommand WithoutBase(ZfsCommand command)
    {
        var at = command.Arguments.IndexOf("-i");
        return at < 0 ? command : command with { Arguments = command.Arguments.RemoveRange(at, 2) };
    }

    private static string? DatasetBefore(string name, char separator) => name.IndexOf(separator, StringComparison.Ordinal) is > 0 and var at ? name[..at] : null;
}
