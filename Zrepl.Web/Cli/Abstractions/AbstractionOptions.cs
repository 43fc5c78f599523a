using System.CommandLine;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Guarantees;
using Zrepl.Zfs.Names;

namespace Zrepl.Web.Cli.Abstractions;

/// <summary>The flags that say which abstractions are meant.</summary>
internal sealed class AbstractionOptions
{
    private readonly Option<string> _filesystems = new("--fs")
    {
        HelpName = "SPEC", Description = "one dataset, or a filter: PATTERN:ok|!,… as in zrepl.yml (default: all)", DefaultValueFactory = _ => "",
    };

    private readonly Option<string> _job = new("--job") { HelpName = "JOB", Description = "only of this job, and what belongs to no job", DefaultValueFactory = _ => "" };

    private readonly Option<string> _kinds = new("--type")
    {
        HelpName = "TYPE,…", DefaultValueFactory = _ => "",
        Description = $"only of these types: {string.Join(", ", GuaranteeKinds.All.Select(kind => kind.Id()))} (default: all)",
    };

    private readonly Option<string> _concurrency = new("--concurrency", "-p")
    {
        HelpName = "N", Description = "number of datasets to look at at once", DefaultValueFactory = _ => "1",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "emit JSON" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _filesystems, _job, _kinds, _concurrency, Json }) command.Add(option);
    }

    /// <exception cref="CommandFailedException">A flag makes no sense.</exception>
    public GuaranteeQuery Read(ParseResult parsed)
    {
        var (spec, job) = (parsed.GetValue(_filesystems)!, parsed.GetValue(_job)!); // all flags have a default
        var concurrency = parsed.GetValue(_concurrency)!;
        var query = new GuaranteeQuery
        {
            Kinds = KindsOf(parsed.GetValue(_kinds)!),
            Job = job.Length == 0 ? null : JobName.TryParse(job, out var name) ? name : throw Invalid("--job", job, JobName.ProblemIn(job)!), // null only if it parses
            Concurrency = int.TryParse(concurrency, out var number) && number > 0 ? number : throw Invalid("--concurrency", concurrency, "must be a number of at least 1"),
        };
        if (spec.Length == 0) return query;
        if (!spec.Contains(':', StringComparison.Ordinal) && !spec.Contains(',', StringComparison.Ordinal))
            return query with { Dataset = DatasetPath.TryParse(spec, out var only) ? only : throw Invalid("--fs", spec, NameRules.ProblemIn(spec, EntityKind.Filesystem)!) };
        return query with { Filesystems = CommandLineFilter.TryParse(spec, out var filter, out var problem) ? filter : throw Invalid("--fs", spec, problem) };
    }

    private static IReadOnlySet<GuaranteeKind> KindsOf(string list) => list.Length == 0
        ? GuaranteeKinds.All
        : list.Split(',').Select(id => GuaranteeKinds.FromId(id.Trim()) ?? throw Invalid("--type", list, $"unknown type \"{id}\"")).ToHashSet();

    private static CommandFailedException Invalid(string flag, string value, string problem) => new($"invalid argument \"{value}\" for \"{flag}\" flag: {problem}");
}
