namespace Zrepl.Engine.Configuration.Binding;

/// <summary>Finds what somebody who mistyped may have meant.</summary>
internal static class NearMatch
{
    private const int LargestDistance = 2;

    /// <summary>The candidate nearest to a word, if one is at most two edits away.</summary>
    public static string? Of(string word, IEnumerable<string> candidates) =>
        candidates.Select(c => (Candidate: c, Distance: Distance(word, c)))
            .Where(x => x.Distance <= Math.Min(LargestDistance, x.Candidate.Length / 2))
            .OrderBy(x => x.Distance).Select(x => x.Candidate).FirstOrDefault();

    // Levenshtein, one row at a time.
    private static int Distance(string from, string to)
    {
        if (Math.Abs(from.Length - to.Length) > LargestDistance) return int.MaxValue;
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
