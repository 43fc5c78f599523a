namespace Zrepl.Web.Alerts.Problems;

/// <summary>What is remembered of a problem, also over a restart.</summary>
/// <param name="Key">Which.</param>
/// <param name="Since">Since when it is there.</param>
/// <param name="ToldAt">When somebody was last told; null: not yet.</param>
/// <param name="GoneSince">Since when it is over; null while it lasts.</param>
/// <param name="Text">What it was last.</param>
internal sealed record AlertState(string Key, DateTimeOffset Since, DateTimeOffset? ToldAt, DateTimeOffset? GoneSince, string Text);
