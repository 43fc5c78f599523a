namespace Zrepl.Engine.Jobs;

/// <summary>Something that happens because the configuration changes, in words.</summary>
/// <param name="Job">Name of the job it concerns.</param>
/// <param name="IsLoss">True if data goes, or the way to continue incrementally.</param>
/// <param name="Text">What happens: <c>will destroy 412 snapshots of 14 datasets on the receiver at its next pruning; with the rules in force 38</c>.</param>
public sealed record ChangeConsequence(string Job, bool IsLoss, string Text)
{
    /// <summary>True if it is not known what happens, and the text says why.</summary>
    public bool IsUnknown { get; init; }

    internal static ChangeConsequence Loss(string job, string text) => new(job, IsLoss: true, text);

    internal static ChangeConsequence Note(string job, string text) => new(job, IsLoss: false, text);

    internal static ChangeConsequence Unknown(string job, string text) => new(job, IsLoss: false, text) { IsUnknown = true };

    /// <summary>A number with its word.</summary>
    internal static string Count(int number, string word) => number == 1 ? $"1 {word}" : $"{number} {word}s";
}
