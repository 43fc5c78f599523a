using System.CommandLine;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;

namespace Zrepl.Web.Cli.Abstractions;

/// <summary><c>zrepl zfs-abstraction release-all</c> and <c>release-stale</c>. Source: spec A9, B5, B6.</summary>
internal sealed class ReleaseAbstractions(Surroundings surroundings, bool dryRun, AbstractionJson? json)
{
    /// <summary>Everything that matches, needed or not.</summary>
    public static Command CreateAll(Surroundings surroundings) => Create(
        surroundings, "release-all",
        "(DANGEROUS) release all zrepl ZFS abstractions that match, also those which running replications need",
        (release, query, cancellation) => release.AllAsync(query, cancellation));

    /// <summary>What no replication needs any more.</summary>
    public static Command CreateStale(Surroundings surroundings) => Create(
        surroundings, "release-stale",
        "release stale zrepl ZFS abstractions (useful if zrepl has a bug and does not do it by itself)",
        (release, query, cancellation) => release.StaleAsync(query, cancellation));

    private static Command Create(
        Surroundings surroundings, string name, string description, Func<ReleaseAbstractions, GuaranteeQuery, CancellationToken, Task> release)
    {
        var options = new AbstractionOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "only say what would be released" };
        var command = new Command(name, description) { dryRun };
        options.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            var json = parsed.GetValue(options.Json) ? new AbstractionJson(surroundings.Clock.LocalTimeZone) : null;
            return release(new(surroundings, parsed.GetValue(dryRun), json), options.Read(parsed), cancellation);
        });
        return command;
    }

    // What cannot be listed is told and stays; the rest goes all the same.
    private async Task AllAsync(GuaranteeQuery query, CancellationToken cancellation)
    {
        List<Guarantee> all = [];
        CommandFailedException? listing = null;
        try { await ListAbstractions.WalkAsync(surroundings, query, all.Add, cancellation); }
        catch (CommandFailedException failure) { listing = failure; }
        await ReleaseAsync(all, cancellation);
        if (listing is not null) throw listing;
    }

    // Here a listing with holes could make something look stale that is needed: nothing goes then.
    private async Task StaleAsync(GuaranteeQuery query, CancellationToken cancellation)
    {
        if (StaleGuarantees.ProblemIn(query.Kinds) is { } problem) throw new CommandFailedException(problem);
        List<Guarantee> all = [];
        await ListAbstractions.WalkAsync(surroundings, query, all.Add, cancellation);
        var judged = StaleGuarantees.Among(all);
        foreach (var suspect in judged.Suspects)
            await surroundings.Error.WriteLineAsync($"left alone, but probably forgotten unless a replication is running: {suspect}");
        await ReleaseAsync(judged.Stale, cancellation);
    }

    private async Task ReleaseAsync(IReadOnlyCollection<Guarantee> guarantees, CancellationToken cancellation)
    {
        if (dryRun)
        {
            if (json is not null) await surroundings.Output.WriteLineAsync(json.List(guarantees));
            else foreach (var guarantee in guarantees) await surroundings.Output.WriteLineAsync($"would destroy {guarantee}");
            return;
        }

        var keeper = new GuaranteeKeeper(new ZfsHost(surroundings.Zfs(), surroundings.Clock));
        var hasProblems = false;
        foreach (var guarantee in guarantees)
        {
            var problem = await RemoveAsync(keeper, guarantee, cancellation);
            hasProblems |= problem.Length > 0;
            await surroundings.Output.WriteLineAsync(
                json is not null ? json.Released(guarantee, problem)
                : problem.Length == 0 ? $"destroy {guarantee} ... OK"
                : $"destroy {guarantee} ... failed:\n{problem}");
        }

        if (hasProblems) throw new CommandFailedException("there were errors in destroying the abstractions");
    }

    private static async Task<string> RemoveAsync(GuaranteeKeeper keeper, Guarantee guarantee, CancellationToken cancellation)
    {
        try
        {
            await keeper.RemoveAsync(guarantee, cancellation);
            return "";
        }
        catch (ZfsException failure)
        {
            return $"{(guarantee.Kind.IsHold() ? "release" : "destroy")} {guarantee}: zfs: {failure.Message}";
        }
    }
}
