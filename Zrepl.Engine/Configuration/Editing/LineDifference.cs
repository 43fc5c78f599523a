using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Editing;

/// <summary>What became of a line.</summary>
public enum LineFate
{
    /// <summary>It stands in both.</summary>
    Kept,

    /// <summary>It is gone.</summary>
    Removed,

    /// <summary>It is new.</summary>
    Added,
}

/// <summary>A line of a comparison.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Old">Its number before, from 1; null if it is new.</param>
/// <param name="New">Its number after, from 1; null if it is gone.</param>
/// <param name="Text">Its text, without its end.</param>
public sealed record ComparedLine(LineFate Fate, int? Old, int? New, string Text);

/// <summary>Two versions of a text, compared line by line.</summary>
public static class LineDifference
{
    /// <summary>Compares.</summary>
    /// <returns>All lines in order; where lines were replaced, those that are gone first. Another line end alone is a change.</returns>
    public static ImmutableArray<ComparedLine> Of(string before, string after)
    {
        var (old, changed) = (TextLine.Split(before), TextLine.Split(after));
        var lines = ImmutableArray.CreateBuilder<ComparedLine>();
        var (o, n) = (0, 0);
        foreach (var (keptOld, keptNew) in LineMatches.Of([.. old.Select(Whole)], [.. changed.Select(Whole)]).Append((old.Count, changed.Count)))
        {
            for (; o < keptOld; o++) lines.Add(new(LineFate.Removed, o + 1, null, old[o].Text));
            for (; n < keptNew; n++) lines.Add(new(LineFate.Added, null, n + 1, changed[n].Text));
            if (o == old.Count && n == changed.Count) break;
            lines.Add(new(LineFate.Kept, ++o, ++n, old[keptOld].Text));
        }

        return lines.ToImmutable();
    }

    /// <summary>Leaves out lines that are far from any change.</summary>
    /// <param name="lines">All lines.</param>
    /// <param name="around">How many lines to keep before and after a change.</param>
    /// <returns>Pieces of neighbouring lines; none if nothing was changed.</returns>
    public static ImmutableArray<ImmutableArray<ComparedLine>> Changes(ImmutableArray<ComparedLine> lines, int around = 3)
    {
        var pieces = ImmutableArray.CreateBuilder<ImmutableArray<ComparedLine>>();
        var changes = lines.Index().Where(line => line.Item.Fate != LineFate.Kept).Select(line => line.Index).ToList();
        for (var i = 0; i < changes.Count;)
        {
            var first = i;
            while (i + 1 < changes.Count && changes[i + 1] - changes[i] <= 2 * around + 1) i++;
            var start = Math.Max(0, changes[first] - around);
            pieces.Add(lines[start..Math.Min(lines.Length, changes[i++] + around + 1)]);
        }

        return pieces.ToImmutable();
    }

    // With its end, so that a file whose line ends alone were changed does not look unchanged. "\n" is what separates lines in the comparison.
    private static string Whole(TextLine line) => line.End is "\r\n" or "\r" ? line.Text + "\r" : line.Text;
}
