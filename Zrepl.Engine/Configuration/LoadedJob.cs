namespace Zrepl.Engine.Configuration;

/// <summary>A job and where it stands.</summary>
/// <param name="Definition">What it says.</param>
/// <param name="File">The file it stands in.</param>
/// <param name="Path">Its path there: <c>jobs[2]</c>.</param>
/// <param name="Span">Its text.</param>
public sealed record LoadedJob(JobDefinition Definition, string File, string Path, SourceSpan Span);
