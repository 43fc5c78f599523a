namespace Zrepl.Web.Components.Pages.Datasets;

/// <summary>A bucket of a retention grid as it is drawn behind snapshots.</summary>
/// <param name="Left">Its older edge, 0 to 100.</param>
/// <param name="Right">Its younger edge.</param>
/// <param name="IsOdd">Every second one, so that neighbours differ.</param>
/// <param name="KeepsAll">True if it keeps everything.</param>
/// <param name="Title">What it is, for the pointer.</param>
public readonly record struct TimeShade(double Left, double Right, bool IsOdd, bool KeepsAll, string Title);
