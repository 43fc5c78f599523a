using System.CommandLine;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Host;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Migrate;

/// <summary><c>zrepl migrate 0.0.X:0.1:placeholder</c>: placeholders that zrepl 0.0 marked with a hash of their path get the mark of today. Source: spec A10.</summary>
internal static class PlaceholderMigration
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "only say what would be changed" };
        var words = new Argument<string[]>("none") { Hidden = true, Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("0.0.X:0.1:placeholder", "mark the placeholders that zrepl 0.0 made as zrepl does since 0.1") { dryRun, words };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Load(parsed);
            if (parsed.GetValue(words) is { Length: > 0 } given) throw new CommandFailedException($"migration does not take arguments, got [{string.Join(' ', given)}]");
            if (loaded.Problems.Where(ConfigurationReport.IsError).ToList() is { Count: > 0 } problems) throw new CommandFailedException(string.Join('\n', problems));
            var hasFailures = false;
            var zfs = new ZfsHost(surroundings.Zfs(), surroundings.Clock);
            foreach (var job in loaded.Jobs.Select(job => job.Definition))
            {
                if (RootOf(job) is { } root)
                {
                    await surroundings.Output.WriteLineAsync($"job \"{job.Name}\" => migrate filesystems below root_fs \"{root}\"");
                    hasFailures |= !await MigrateAsync(zfs, root, parsed.GetValue(dryRun), surroundings.Output, cancellation);
                }
                else
                {
                    await surroundings.Output.WriteLineAsync($"ignoring job \"{job.Name}\" (type {job.Type}): it receives nothing");
                }
            }

            if (hasFailures) throw new CommandFailedException("migration failed for one or more filesystems");
        });
        return command;
    }

    private static DatasetPath? RootOf(JobDefinition job) => job switch
    {
        PullJobDefinition pull => pull.RootFs,
        SinkJobDefinition sink => sink.RootFs,
        _ => null,
    };

    private static async Task<bool> MigrateAsync(ZfsHost zfs, DatasetPath root, bool dryRun, TextWriter output, CancellationToken cancellation)
    {
        try
        {
            var datasets = await zfs.Datasets.ListAsync([root], cancellation);
            var marks = await zfs.PropertyReader.ReadTreeAsync([root], Placeholder.Properties, cancellation);
            var isGood = true;
            foreach (var dataset in datasets.Where(dataset => dataset != root))
            {
                var mark = marks.Find(dataset.Text, Placeholder.Property.Text)?.LocalValue ?? "";
                isGood &= await MigrateOneAsync(zfs, dataset, mark, dryRun, output, cancellation);
            }

            return isGood;
        }
        catch (ZfsException failure)
        {
            await output.WriteLineAsync($"  \"{root}\": error: {failure.Message}");
            return false;
        }
    }

    private static async Task<bool> MigrateOneAsync(ZfsHost zfs, DatasetPath dataset, string mark, bool dryRun, TextWriter output, CancellationToken cancellation)
    {
        var isPlaceholder = Placeholder.IsPlaceholder(dataset, mark);
        var word = isPlaceholder ? "true" : "false";
        if (!isPlaceholder || mark == "on")
        {
            await output.WriteLineAsync($"  \"{dataset}\": unchanged (placeholder={word})");
            return true;
        }

        await output.WriteLineAsync($"  \"{dataset}\": migrate (placeholder={word}) (old value = \"{mark}\")");
        if (dryRun) return true;
        try
        {
            await zfs.PropertyWriter.SetAsync(dataset, [new(Placeholder.Property, "on")], cancellation);
            return true;
        }
        catch (ZfsException failure)
        {
            await output.WriteLineAsync($"  \"{dataset}\": error: {failure.Message}");
            return false;
        }
    }
}
