using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Editing;
using Zrepl.Engine.Jobs;
using Zrepl.Web.Live.Configuring;

namespace Zrepl.Web.Api;

/// <summary>A text for a file of the configuration.</summary>
/// <param name="Text">The text.</param>
/// <param name="Path">The file; null: the main one.</param>
internal sealed record TextRequest(string Text, string? Path = null);

/// <summary>Asks what a job would prune if a file said something.</summary>
/// <param name="Job">The job, by the name it has in the text.</param>
/// <param name="Text">The text.</param>
/// <param name="Path">The file; null: the main one.</param>
/// <param name="AsOf">A time to come; null: now.</param>
internal sealed record EditedPruneRequest(string Job, string Text, string? Path = null, string? AsOf = null);

/// <summary>A file of the configuration.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Revision">Word for exactly its content.</param>
internal sealed record FileAnswer(string Path, string Revision);

/// <summary>Something that <c>configcheck</c> says.</summary>
internal sealed record ProblemAnswer(string File, int Line, int Column, string Severity, string Code, string Path, string? Job, string Message, string? Hint)
{
    public static ProblemAnswer Of(ConfigurationProblem problem) => new(
        problem.Span.File, problem.Span.Line, problem.Span.Column, problem.Severity.ToString().ToLowerInvariant(), problem.Code, problem.Path, problem.Job, problem.Message,
        problem.Hint);
}

/// <summary>What a change means for one job.</summary>
internal sealed record JobChangeAnswer(string Job, string Change, string? RenamedFrom, IReadOnlyList<KeyChange> Keys)
{
    public static JobChangeAnswer Of(JobChange change) => new(
        change.Name, change switch { { Before: null } => "added", { After: null } => "removed", { RenamedFrom: not null } => "renamed", _ => "changed" },
        change.RenamedFrom, change.Keys);
}

/// <summary>What saving a text would do.</summary>
internal sealed record ReviewAnswer(
    bool IsLegal, IReadOnlyList<ProblemAnswer> Problems, IReadOnlyList<JobChangeAnswer> Jobs, IReadOnlyList<KeyChange> Global, IReadOnlyList<ChangeConsequence> Consequences)
{
    public static ReviewAnswer Of(ConfigurationReview review) => new(
        review.IsLegal, [.. review.Problems.Select(ProblemAnswer.Of)], [.. review.Change?.Jobs.Select(JobChangeAnswer.Of) ?? []], review.Change?.Global ?? [],
        review.Consequences);
}
