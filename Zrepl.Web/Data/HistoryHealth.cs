namespace Zrepl.Web.Data;

/// <summary>How the history itself is doing. While it has a problem, jobs go on and their runs are not remembered.</summary>
/// <param name="Problem">What is wrong and what to do; null if nothing is.</param>
/// <param name="Since">Since when.</param>
/// <param name="Dropped">Entries that found no room since the start of the daemon.</param>
/// <param name="SetAside">The damaged file that was set aside since then, or null.</param>
internal sealed record HistoryHealth(string? Problem, DateTimeOffset? Since, long Dropped, SetAsideFile? SetAside = null)
{
    public static HistoryHealth Working { get; } = new(null, null, 0);

    public bool IsWorking => Problem is null;
}

/// <summary>A damaged file that was set aside.</summary>
/// <param name="Path">Where it is now.</param>
/// <param name="At">When.</param>
internal sealed record SetAsideFile(string Path, DateTimeOffset At);
