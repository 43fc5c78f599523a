namespace Zrepl.Engine.Jobs;

/// <summary>Something that happens because the configuration changes, in words.</summary>
/// <param name="Job">Name of the job it concerns.</param>
/// <param name="IsLoss">True if data goes, or the way to continue incrementally.</param>
/// <param name="Text">What happens: <c>will destroy 412 snapshots of 14 datasets on the receiver at its next pruning; with the rules in force 38</c>.</param>
public sealed record ChangeConsequence(string Job, bool IsLoss, string Text);
