using Zrepl.Engine.Configuration.Editing;

namespace Zrepl.Tests.Engine.Configuration.Editing;

/// <summary>What was changed, line by line.</summary>
public sealed class LineDifferenceTests
{
    [Fact]
    public void Lines_that_go_stand_before_those_that_come()
    {
        var lines = LineDifference.Of("a\nb\nc\n", "a\nB\nc\nd\n");

        Assert.Equal(
        [
            new(LineFate.Kept, 1, 1, "a"), new(LineFate.Removed, 2, null, "b"), new(LineFate.Added, null, 2, "B"), new(LineFate.Kept, 3, 3, "c"),
            new(LineFate.Added, null, 4, "d"),
        ], lines);
    }

    [Fact]
    public void Another_line_end_alone_is_a_change() =>
        Assert.Equal([LineFate.Removed, LineFate.Added], LineDifference.Of("a\n", "a\r\n").Select(line => line.Fate));

    [Fact]
    public void From_its_lines_both_texts_can_be_made_again()
    {
        var random = new Random(11);
        for (var round = 0; round < 1000; round++)
        {
            var (before, after) = (Text(random), Text(random));
            var lines = LineDifference.Of(before, after);
            Assert.Equal(before, string.Concat(lines.Where(line => line.Old is not null).OrderBy(line => line.Old).Select(line => line.Text + "\n")));
            Assert.Equal(after, string.Concat(lines.Where(line => line.New is not null).OrderBy(line => line.New).Select(line => line.Text + "\n")));
        }
    }

    [Fact]
    public void Stretches_without_a_change_are_left_out()
    {
        var before = string.Concat(Enumerable.Range(1, 100).Select(number => $"{number}\n"));
        var after = before.Replace("\n20\n", "\nx\n", StringComparison.Ordinal).Replace("\n23\n", "\ny\n", StringComparison.Ordinal).Replace("\n90\n", "\nz\n", StringComparison.Ordinal);

        var pieces = LineDifference.Changes(LineDifference.Of(before, after), around: 2);

        Assert.Equal(["18 19 20 x 21 22 23 y 24 25", "88 89 90 z 91 92"], pieces.Select(piece => string.Join(' ', piece.Select(line => line.Text))));
    }

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => $"{(char)('a' + random.Next(4))}\n"));
}
