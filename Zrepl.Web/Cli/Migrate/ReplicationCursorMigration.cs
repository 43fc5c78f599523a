using System.Collections.Immutable;
using System.CommandLine;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Migrate;

/// <summary><c>zrepl migrate replication-cursor:v1-v2</c>: destroys cursors of zrepl 0.2 that have a successor. Source: spec A10, B6.6.</summary>
internal static class ReplicationCursorMigration
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "only say what would be destroyed" };
        var words = new Argument<string[]>("none") { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("replication-cursor:v1-v2", "destroy replication cursors of zrepl 0.2 and before where the job has a newer one") { dryRun, words };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Load(parsed);
            if (parsed.GetValue(words) is { Length: > 0 } given) throw new CommandFailedException($"migration does not take arguments, got [{string.Join(' ', given)}]");

            // A job that is missing here could be the second owner of a dataset.
            if (loaded.Problems.Where(ConfigurationReport.IsError).ToList() is { Count: > 0 } problems) throw new CommandFailedException(string.Join('\n', problems));
            await RunAsync(surroundings, OwnersIn(loaded, surroundings.Output), parsed.GetValue(dryRun), cancellation);
        });
        return command;
    }

    private static ImmutableArray<CursorOwner> OwnersIn(LoadedConfiguration loaded, TextWriter output)
    {
        var owners = ImmutableArray.CreateBuilder<CursorOwner>();
        foreach (var job in loaded.Jobs.Select(job => job.Definition))
        {
            if (job is PushJobDefinition push) owners.Add(new(push.Name, push.Filesystems));
            else if (job is SourceJobDefinition source) owners.Add(new(source.Name, source.Filesystems));
            else output.WriteLine($"ignoring job \"{job.Name}\" (type {job.Type}): it has no v1 replication cursors");
        }

        return owners.ToImmutable();
    }

    private static async Task RunAsync(Surroundings surroundings, ImmutableArray<CursorOwner> owners, bool dryRun, CancellationToken cancellation)
    {
        var zfs = new ZfsHost(surroundings.Zfs(), surroundings.Clock);
        ImmutableArray<DatasetPath> datasets;
        try { datasets = await zfs.Datasets.ListAsync(null, cancellation); }
        catch (ZfsException failure) { throw new CommandFailedException($"list filesystems: {failure.Message}"); }
        var migration = new CursorMigration(zfs, owners, dryRun);
        var hasFailures = false;
        foreach (var dataset in datasets)
        {
            await surroundings.Output.WriteLineAsync($"INSPECT FILESYSTEM \"{dataset}\"");
            var outcome = await migration.MigrateAsync(dataset, cancellation);
            hasFailures |= outcome is CursorMigrationOutcome.Failed;
            await surroundings.Output.WriteLineAsync(InWords(dataset, outcome, dryRun));
        }

        if (hasFailures) throw new CommandFailedException("migration failed for one or more filesystems");
    }

    private static string InWords(DatasetPath dataset, CursorMigrationOutcome outcome, bool dryRun) => outcome switch
    {
        CursorMigrationOutcome.Skipped skipped => $"{skipped.Reason}\nFILESYSTEM SKIPPED",
        CursorMigrationOutcome.Failed failed => $"MIGRATION FAILED: {failed.Problem}",
        CursorMigrationOutcome.Migrated migrated =>
            $"{(dryRun ? "DRY RUN: would destroy" : "destroyed")} {migrated.Old}\nits place is taken by {migrated.Successor}\nFILESYSTEM \"{dataset}\" COMPLETE",
        _ => throw new NotSupportedException($"{outcome.GetType().Name} on {dataset} has no words"),
    };
}
