using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Binding;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>All legal jobs together, and where to report.</summary>
/// <param name="session">Takes problems.</param>
/// <param name="global">The <c>global</c> section.</param>
internal sealed class CheckContext(BindingSession session, GlobalDefinition global)
{
    public GlobalDefinition Global => global;

    public ImmutableArray<LoadedJob> Jobs { get; } = [.. session.Jobs];

    public IEnumerable<(LoadedJob Job, T Definition)> JobsOf<T>()
        where T : JobDefinition =>
        Jobs.Where(j => j.Definition is T).Select(j => (j, (T)j.Definition));

    /// <summary>Reports at a key of a job, such as <c>serve.listen</c>; at the nearest key above it that the file has.</summary>
    public void Report(LoadedJob job, string key, string code, string message, string? hint = null,
        ProblemSeverity severity = ProblemSeverity.Warning)
    {
        var span = job.Span;
        for (var path = key; path.Length > 0; path = path[..Math.Max(path.LastIndexOfAny(['.', '[']), 0)])
        {
            if (session.Sources.Value(job.File, $"{job.Path}.{path}") is not { } found) continue;
            span = found;
            break;
        }

        session.Problems.Add(new(span, severity, code, $"{job.Path}.{key}", job.Definition.Name.Text, message, hint));
    }
}
