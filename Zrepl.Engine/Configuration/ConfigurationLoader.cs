using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Configuration.Checks;
using Zrepl.Engine.Configuration.Files;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// Loads a <c>zrepl.yml</c> with its included files and reports all problems at once. Never throws for what stands in a file, or for a file
/// that cannot be read. Source: spec config 1.2.
/// </summary>
/// <param name="options">How to check.</param>
public sealed class ConfigurationLoader(ConfigurationLoadOptions options)
{
    /// <summary>Loads a file.</summary>
    /// <param name="path">Absolute, or relative to the working directory; named in problems as given.</param>
    public LoadedConfiguration Load(string path)
    {
        var session = new BindingSession(options);
        return Finish(session, path, TextOf(session, path));
    }

    /// <summary>Loads a text as if it stood in the file <paramref name="path"/>, for editors. Included files are read from disk.</summary>
    public LoadedConfiguration LoadText(string text, string path) => Finish(new BindingSession(options), path, text);

    /// <summary>
    /// Loads nothing but the section <c>global</c> of the main file: whoever only wants to know where the daemon is must not be kept from it by a mistake in
    /// a job, which the running daemon does not mind.
    /// </summary>
    /// <param name="path">Absolute, or relative to the working directory; named in problems as given.</param>
    /// <returns>Without jobs and without a definition; <see cref="LoadedConfiguration.Global"/> is null if that section cannot be understood.</returns>
    public LoadedConfiguration LoadGlobal(string path)
    {
        var session = new BindingSession(options);
        var global = TextOf(session, path) is { } text ? new FileSet(session).BindGlobal(path, text) : null;
        return new(null, [.. session.Problems], [], session.Sources, [path]) { Global = global };
    }

    private string? TextOf(BindingSession session, string path)
    {
        var text = ConfigurationText.Read(Path.GetFullPath(path, options.WorkingDirectory), options.Unsaved, out var problem);
        if (text is null) session.Problems.Add(new(SourceSpan.StartOf(path), ProblemSeverity.Error, ProblemCodes.Unreadable, "", null, $"cannot read the file: {problem}"));
        return text;
    }

    private static LoadedConfiguration Finish(BindingSession session, string path, string? text)
    {
        var files = new FileSet(session);
        var main = text is null ? null : files.BindMain(path, text);
        JobNames.CheckUnique(session);
        ConfigurationChecks.Run(session, main?.Global ?? GlobalDefinition.Default);
        ImmutableArray<string> read = [.. files.Read.Distinct(StringComparer.Ordinal)]; // a file can be included twice
        var order = read.Index().ToDictionary(f => f.Item, f => f.Index, StringComparer.Ordinal);
        ImmutableArray<ConfigurationProblem> problems =
            [.. session.Problems.OrderBy(p => order.GetValueOrDefault(p.Span.File)).ThenBy(p => p.Span.Line).ThenBy(p => p.Span.Column)];
        var isLegal = main is not null && !problems.Any(p => p.Severity == ProblemSeverity.Error);
        // isLegal implies main
        var definition = isLegal ? new ZreplConfiguration(main!.Global, [.. session.Jobs.Select(j => j.Definition)]) : null;
        return new(definition, problems, [.. session.Jobs], session.Sources, read) 
        {
            Global = main?.Global,
            Extensions = [.. session.Extensions],
        };
    }
}
