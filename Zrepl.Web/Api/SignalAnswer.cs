using Zrepl.Engine.Status;

namespace Zrepl.Web.Api;

/// <summary>The answer to a <see cref="SignalRequest"/> that was to wait.</summary>
/// <param name="Run">The run that was asked for; null if there was none, of which <paramref name="Problem"/> tells.</param>
/// <param name="Problem">Why there was none; null if there was one.</param>
internal sealed record SignalAnswer(RunResult? Run, string? Problem);
