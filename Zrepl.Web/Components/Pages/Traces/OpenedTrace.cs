using Zrepl.Engine.Tracing.Chrome;

namespace Zrepl.Web.Components.Pages.Traces;

/// <summary>A trace somebody looked into.</summary>
/// <param name="Contents">What is in it, or null.</param>
/// <param name="Trouble">Why it cannot be read, or null.</param>
/// <param name="Run">The run's number in the history, or null.</param>
/// <param name="LogHref">Its log lines.</param>
public sealed record OpenedTrace(TraceContents? Contents, string? Trouble, long? Run, string LogHref);
