using System.Text;
using Zrepl.Engine.Hooks.Command;

namespace Zrepl.Tests.Engine.Hooks;

public sealed class LineSplitterTests
{
    [Fact]
    public void Lines_are_put_together_from_any_pieces()
    {
        Assert.Equal(["one", "", "two", "three"], Split("on", "e\n\ntw", "o\r", "\nthree"));
    }

    [Fact]
    public void A_character_cut_in_two_pieces_is_whole_in_its_line()
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (var octet in Encoding.UTF8.GetBytes("größe\n")) splitter.Write([octet]);
        splitter.Complete();
        Assert.Equal(["größe"], lines);
    }

    [Fact]
    public void A_line_of_more_than_64_KiB_is_reported_cut_off_and_the_next_one_is_whole() // spec 5.3, upstream loses it
    {
        var lines = Split(new string('x', 65536), new string('y', 10), "\nnext\n");
        Assert.Equal(2, lines.Count);
        Assert.Equal(new string('x', 65536) + " (line cut off)", lines[0]);
        Assert.Equal("next", lines[1]);
    }

    [Fact]
    public void A_line_of_exactly_64_KiB_is_whole() => Assert.Equal([new string('x', 65536)], Split(new string('x', 65536) + "\n"));

    private static List<string> Split(params string[] pieces)
    {
        var lines = new List<string>();
        var splitter = new LineSplitter(lines.Add);
        foreach (var piece in pieces) splitter.Write(Encoding.UTF8.GetBytes(piece));
        splitter.Complete();
        return lines;
    }
}
