using System.CommandLine;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;

namespace Zrepl.Web.Cli.Abstractions;

/// <summary><c>zrepl zfs-abstraction list</c>.</summary>
internal static class ListAbstractions
{
    public static Command Create(Surroundings surroundings)
    {
        var options = new AbstractionOptions();
        var command = new Command("list", "list zrepl ZFS abstractions");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            var query = options.Read(parsed);
            var json = parsed.GetValue(options.Json) ? new AbstractionJson(surroundings.Clock.LocalTimeZone) : null;
            await WalkAsync(surroundings, query, found => surroundings.Output.WriteLine(json is null ? found.ToString() : json.One(found) + "\n"), cancellation);
        });
        return command;
    }

    /// <summary>Hands over what is found; what goes wrong is told at once, and at the end the command fails.</summary>
    public static async Task WalkAsync(Surroundings surroundings, GuaranteeQuery query, Action<Guarantee> take, CancellationToken cancellation)
    {
        var hasProblems = false;
        try
        {
            var search = new GuaranteeSearch(new ZfsHost(surroundings.Zfs(), surroundings.Clock));
            await foreach (var found in search.FindAsync(query, cancellation))
            {
                foreach (var guarantee in found.Guarantees) take(guarantee);
                if (found.Problem is not { } problem) continue;
                hasProblems = true;
                await surroundings.Error.WriteLineAsync(problem);
            }
        }
        catch (ZfsException failure)
        {
            throw new CommandFailedException($"list endpoint abstractions: list filesystems: {failure.Message}");
        }

        if (hasProblems) throw new CommandFailedException("there were errors in listing the abstractions");
    }
}
