using System.CommandLine;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Filters;
using Zrepl.Zfs.Commands;
using Zrepl.Zfs.Datasets;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Test;

/// <summary><c>zrepl test filesystems</c>: which datasets the filter of a job takes.</summary>
internal static class FilesystemsTest
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var job = new Option<string>("--job") { HelpName = "JOB", Description = "the name of the job", DefaultValueFactory = _ => "" };
        var all = new Option<bool>("--all") { Description = "test all local filesystems" };
        var input = new Option<string>("--input") { HelpName = "DATASET", Description = "a filesystem name to test against the job's filters", DefaultValueFactory = _ => "" };
        var command = new Command("filesystems", "test filesystems filter specified in push or source mode") { job, all, input };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = common.Load(parsed);
            var (name, dataset) = (parsed.GetValue(job)!, parsed.GetValue(input)!); // both have a default
            var isOneOfTwo = parsed.GetValue(all) != (dataset.Length > 0);
            if (name.Length == 0) throw new CommandFailedException("must specify --job flag") { Advice = $"{(isOneOfTwo ? "" : "It also needs one of --all and --input DATASET. ")}{Known(loaded)}".TrimEnd() };
            if (!isOneOfTwo) throw new CommandFailedException("must set one: --all or --input");
            var filter = FilterOf(loaded, name);
            var names = dataset.Length > 0 ? [dataset] : await ListAsync(surroundings.Zfs(), cancellation);
            var hasErrors = false;
            foreach (var one in names) hasErrors |= !Test(filter, one, surroundings.Output); // each is told of
            if (hasErrors) throw new CommandFailedException("filter errors occurred");
        });
        return command;
    }

    private static FilesystemFilter FilterOf(LoadedConfiguration loaded, string name)
    {
        if (loaded.Jobs.FirstOrDefault(job => job.Definition.Name.Text == name) is not { } job)
        {
            var problems = loaded.Problems.Where(problem => problem.Job == name && ConfigurationReport.IsError(problem)).Select(problem => "\n" + problem);
            throw new CommandFailedException($"job \"{name}\" not defined in config{string.Concat(problems)}") { Advice = Known(loaded) };
        }

        return job.Definition switch
        {
            PushJobDefinition push => push.Filesystems,
            SourceJobDefinition source => source.Filesystems,
            SnapJobDefinition snap => snap.Filesystems,
            var other => throw new CommandFailedException($"job type {other.Type} does not have filesystems filter"),
        };
    }

    private static string? Known(LoadedConfiguration loaded) => KnownJobs.InWords(
        loaded.Jobs.Select(job => job.Definition).Where(job => job is PushJobDefinition or SourceJobDefinition or SnapJobDefinition).Select(job => job.Name.Text));

    private static async Task<IEnumerable<string>> ListAsync(IZfsCommandRunner zfs, CancellationToken cancellation)
    {
        try { return (await new DatasetLister(zfs).ListAsync(null, cancellation)).Select(dataset => dataset.Text); }
        catch (ZfsException failure) { throw new CommandFailedException($"could not list ZFS filesystems: {failure.Message}"); }
    }

    private static bool Test(FilesystemFilter filter, string name, TextWriter output)
    {
        var isName = DatasetPath.TryParse(name, out var dataset);
        var (verdict, problem) = !isName ? ("ERROR", NameRules.ProblemIn(name, EntityKind.Filesystem)) : filter.Includes(dataset) ? ("ACCEPT", "") : ("REJECT", "");
        output.WriteLine($"{verdict}\t{name}\t{problem}");
        return isName;
    }
}
