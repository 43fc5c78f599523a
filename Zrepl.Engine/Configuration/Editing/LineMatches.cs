using DiffPlex;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>Which lines of a text are lines of another one.</summary>
internal static class LineMatches
{
    // The comparison works on one text each; a line never contains this.
    private const char Separator = '\n';

    /// <summary>Pairs of equal lines, by their numbers from 0, in order on both sides.</summary>
    public static IEnumerable<(int Old, int New)> Of(string[] before, string[] after)
    {
        var (old, changed) = (0, 0);
        foreach (var block in Differ.Instance.CreateDiffs(string.Join(Separator, before), string.Join(Separator, after), false, false, Lines.Instance).DiffBlocks)
        {
            for (; old < block.DeleteStartA && old < before.Length && changed < after.Length; old++, changed++) yield return (old, changed);
            (old, changed) = (block.DeleteStartA + block.DeleteCountA, block.InsertStartB + block.InsertCountB);
        }

        for (; old < before.Length && changed < after.Length; old++, changed++) yield return (old, changed);
    }

    // The library's own one takes line ends for equal. A text of no line is one empty line to both.
    private sealed class Lines : IChunker
    {
        public static readonly Lines Instance = new();

        public IReadOnlyList<string> Chunk(string text) => text.Split(Separator);
    }
}
