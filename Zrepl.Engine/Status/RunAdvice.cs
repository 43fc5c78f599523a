namespace Zrepl.Engine.Status;

/// <summary>Advice that points to a place where there is more. Pages have links there, and leave the words out.</summary>
public static class RunAdvice
{
    /// <summary>Several datasets failed.</summary>
    public const string SeeReport = "The report of the run names each.";

    /// <summary>A copy that replication cannot go on with.</summary>
    public static string SeeRepair(string job, string dataset) => $"Where the copy is on this machine, zrepl repair {job} {dataset} lists the ways out.";

    /// <summary>The advice without these words; null if nothing is left.</summary>
    /// <param name="advice">Advice of a run.</param>
    /// <param name="words">One of the sentences above.</param>
    public static string? Without(string? advice, string words) =>
        advice?.Replace(words, "", StringComparison.Ordinal).Trim() is { Length: > 0 } rest ? rest : null;
}
