using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli;

/// <summary>Which problems of a configuration stop what, and the words for it. Source: spec config 1.2.</summary>
internal static class ConfigurationReport
{
    // Stages 6 and 7: the file can be read, but what it says cannot be built.
    private static readonly HashSet<string> BuildCodes = ["ZC021", "ZC023"];

    public static bool IsError(ConfigurationProblem problem) => problem.Severity == ProblemSeverity.Error;

    public static bool IsBuildError(ConfigurationProblem problem) => IsError(problem) && BuildCodes.Contains(problem.Code);

    public static bool IsAboutGlobal(ConfigurationProblem problem) => problem.Path.StartsWith("global", StringComparison.Ordinal);

    /// <summary>Throws if the file cannot be read or understood; a part that cannot be built is let pass.</summary>
    public static void ThrowIfUnparsable(LoadedConfiguration loaded)
    {
        if (loaded.Problems.Any(problem => IsError(problem) && !IsBuildError(problem))) throw Unparsable(loaded);
    }

    public static CommandFailedException Unparsable(LoadedConfiguration loaded) =>
        new("could not parse config: " + string.Join('\n', loaded.Problems.Where(IsError)));

    /// <summary>The problems under the heading that scripts know, for each part that cannot be built.</summary>
    public static IEnumerable<string> BuildErrors(IEnumerable<ConfigurationProblem> problems, bool jobs, bool logging)
    {
        foreach (var part in problems.Where(IsBuildError).GroupBy(PartOf).OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            if (part.Key == "jobs" ? !jobs : !logging) continue;
            yield return $"cannot build {part.Key} from config:";
            foreach (var problem in part) yield return problem.ToString();
        }
    }

    private static string PartOf(ConfigurationProblem problem) =>
        !IsAboutGlobal(problem) ? "jobs" : problem.Path.StartsWith("global.monitoring", StringComparison.Ordinal) ? "monitoring" : "logging";
}
