namespace Zrepl.Web.Api;

/// <summary>The body of <c>/signal</c>.</summary>
/// <param name="Name">The job.</param>
/// <param name="Op">What to do: <c>wakeup</c>, <c>reset</c>, or one of our own operations.</param>
/// <param name="Queue">True: a busy job runs again afterwards. Not in Go zrepl, where a wakeup of a busy job is refused.</param>
/// <param name="Wait">True: the answer comes when the run that was asked for has ended, and tells of it. Go zrepl passes it over and answers at once.</param>
/// <param name="Revision">Of <c>approve-pruning</c>: which rules were looked at.</param>
internal sealed record SignalRequest(string? Name, string? Op, bool Queue = false, bool Wait = false, string? Revision = null);
