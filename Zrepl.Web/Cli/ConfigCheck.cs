using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli;

/// <summary>What <c>zrepl configcheck</c> was asked for.</summary>
internal sealed record ConfigCheckRequest(string Format, string What, string Diagnostics, bool Compat, bool Strict, bool ShowsSecrets);

/// <summary>
/// Checks a loaded configuration: silent if all is well, with all problems of all jobs on stderr otherwise. Warnings are printed, and fail
/// only a strict check. Source: spec A3, config 1.2 and 2.3.
/// </summary>
internal sealed class ConfigCheck(Surroundings surroundings, ConfigCheckRequest request)
{
    /// <exception cref="CommandFailedException">The check failed.</exception>
    public void Run(LoadedConfiguration loaded)
    {
        if (request.What is not ("all" or "config" or "jobs" or "logging")) throw Unsupported(request.What); // "format" also here: scripts know it
        if (request.Format is not ("" or "yaml" or "json" or "pretty")) throw Unsupported(request.Format);
        switch (request.Diagnostics)
        {
            case "text": Text(loaded); break;
            case "json": surroundings.Output.WriteLine(Diagnostics.Json(loaded.Problems)); break;
            case "github": foreach (var problem in loaded.Problems) surroundings.Output.WriteLine(Diagnostics.GitHub(problem)); break;
            default: throw new CommandFailedException($"unsupported --diagnostics \"{request.Diagnostics}\": use text, json or github");
        }

        if (loaded.Problems.Any(IsDecisive)) throw new CommandFailedException(request.Diagnostics == "text" && !IsOnlyPart ? "config parsing failed" : "");
        if (request.Compat && Compatibility.Report(loaded, surroundings.Output)) throw new CommandFailedException("");
        if (request.Format.Length > 0 && loaded.Definition is { } definition)
            surroundings.Output.WriteLine(ConfigurationDump.Of(definition, request.What, request.Format, request.ShowsSecrets));
    }

    // With one part asked for, that part's error is all that is printed (spec A3).
    private bool IsOnlyPart => request.What is "jobs" or "logging";

    private void Text(LoadedConfiguration loaded)
    {
        ConfigurationReport.ThrowIfUnparsable(loaded);
        foreach (var line in ConfigurationReport.BuildErrors(loaded.Problems, jobs: request.What != "logging", logging: request.What != "jobs"))
            surroundings.Error.WriteLine(line);
        foreach (var problem in loaded.Problems.Where(problem => !ConfigurationReport.IsError(problem) && IsAsked(problem)))
            surroundings.Error.WriteLine(problem);
    }

    private bool IsDecisive(ConfigurationProblem problem) =>
        IsAsked(problem) && (ConfigurationReport.IsError(problem) || (request.Strict && problem.Severity == ProblemSeverity.Warning));

    private bool IsAsked(ConfigurationProblem problem) =>
        request.What switch
        {
            "jobs" => !ConfigurationReport.IsBuildError(problem) || !ConfigurationReport.IsAboutGlobal(problem),
            "logging" => !ConfigurationReport.IsBuildError(problem) || ConfigurationReport.IsAboutGlobal(problem),
            _ => true,
        };

    private static CommandFailedException Unsupported(string value) => new($"unsupported --format \"{value}\"");
}
