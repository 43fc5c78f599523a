namespace Zrepl.Web.Api;

/// <summary>The body of a pause; may be left out.</summary>
/// <param name="Until">When the pause ends by itself, with its offset: <c>2026-03-01T06:00:00+01:00</c>.</param>
/// <param name="ForSeconds">Instead: after how many seconds.</param>
internal sealed record PauseRequest(DateTimeOffset? Until = null, double? ForSeconds = null)
{
    private const double Longest = 366 * 86400;

    /// <summary>When the pause ends, or null; the problem if that makes no sense.</summary>
    public (DateTimeOffset? Until, string? Problem) End(DateTimeOffset now) => this switch
    {
        { Until: not null, ForSeconds: not null } => (null, "Give until or forSeconds, not both."),
        { ForSeconds: <= 0 or > Longest or double.NaN } => (null, "forSeconds must be positive and at most a year."),
        { ForSeconds: { } seconds } => (now.AddSeconds(seconds), null),
        _ => (Until, null),
    };
}
