namespace Zrepl.Web.Cli;

/// <summary>How far a word that was typed is from one that is known.</summary>
internal static class TypingMistakes
{
    /// <summary>The least number of letters left out, added, mistaken or exchanged with their neighbour; case does not matter.</summary>
    public static int Between(string typed, string known)
    {
        var (a, b) = (typed.ToLowerInvariant(), known.ToLowerInvariant());
        var steps = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) steps[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) steps[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var mistaken = steps[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(mistaken, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
            }
        }

        return steps[a.Length, b.Length];
    }
}
