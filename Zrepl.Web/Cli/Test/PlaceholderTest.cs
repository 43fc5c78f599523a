using System.CommandLine;
using Zrepl.Engine.Endpoints;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Properties;

namespace Zrepl.Web.Cli.Test;

/// <summary><c>zrepl test placeholder</c>: which datasets are placeholders. Needs no configuration.</summary>
internal static class PlaceholderTest
{
    public static Command Create(Surroundings surroundings)
    {
        var dataset = new Option<string>("--dataset") { HelpName = "DATASET", Description = "dataset path (not mountpoint)", DefaultValueFactory = _ => "" };
        var all = new Option<bool>("--all") { Description = "all local filesystems and volumes" };
        var command = new Command("placeholder", "list received placeholder filesystems and their origin jobs") { dataset, all };
        command.Aliases.Add("placeholders");
        command.SetAction(async (parsed, cancellation) =>
        {
            var name = parsed.GetValue(dataset)!; // has a default
            if (parsed.GetValue(all) == (name.Length > 0)) throw new CommandFailedException("must specify --dataset DATASET or --all");
            try
            {
                await ShowAsync(surroundings, name, cancellation);
            }
            catch (ZfsException failure)
            {
                throw new CommandFailedException(failure.Message);
            }
        });
        return command;
    }

    private static async Task ShowAsync(Surroundings surroundings, string name, CancellationToken cancellation)
    {
        var zfs = surroundings.Zfs();
        var lister = new DatasetLister(zfs);
        IReadOnlyCollection<DatasetPath> datasets;
        if (name.Length == 0)
        {
            datasets = await lister.ListAsync(null, cancellation);
        }
        else
        {
            if (!DatasetPath.TryParse(name, out var path)) throw new CommandFailedException($"\"{name}\" cannot be a dataset: {NameRules.ProblemIn(name, EntityKind.Filesystem)}");
            if (!await lister.ExistsAsync(path, cancellation)) throw new CommandFailedException($"filesystem \"{name}\" does not exist");
            datasets = [path];
        }

        await surroundings.Output.WriteLineAsync($"IS_PLACEHOLDER\tDATASET\t{Placeholder.Property.Text}");
        if (datasets.Count == 0) return;
        // One zfs process: the whole tree of each pool, of which the asked ones are shown.
        List<DatasetPath> roots = name.Length > 0 ? [.. datasets] : [.. datasets.Where(path => !path.Text.Contains('/', StringComparison.Ordinal))];
        var properties = await new PropertyReader(zfs).ReadTreeAsync(roots, Placeholder.Properties, cancellation);
        foreach (var path in datasets)
        {
            var value = properties.Find(path.Text, Placeholder.Property.Text)?.LocalValue ?? "";
            await surroundings.Output.WriteLineAsync($"{(Placeholder.IsPlaceholder(path, value) ? "yes" : "no")}\t{path.Text}\t{value}");
        }
    }
}
