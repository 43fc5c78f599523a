namespace Zrepl.Tests.Architecture.Conformance;

public sealed class ConformanceDocumentTests
{
    [Theory]
    [InlineData("1-3, 5", "1 2 3 5")]
    [InlineData("48", "48")]
    [InlineData("BAD-9 to BAD-11", "BAD-9 BAD-10 BAD-11")]
    [InlineData("E-09 to E-11, E-12", "E-09 E-10 E-11 E-12")]
    public void Ranges_of_items_are_read(string text, string items) => Assert.Equal(items.Split(' '), ItemRange.Read(text));

    [Theory]
    [InlineData("1-2-3")]
    [InlineData("E-01 to F-03")]
    public void What_is_no_range_is_refused(string text) => Assert.Throws<FormatException>(() => ItemRange.Read(text));

    [Fact]
    public void A_section_has_its_items_and_its_rows()
    {
        var document = ConformanceDocument.Read("x.md",
        [
            "# Title", "## 8.1 Diff", "", "Items: 1-3.", "", "| item | what | test |", "|---|---|---|",
            "| 1, 2 | `a \\| b` | `One.Two`, `Three.Four` |", "| 3 | c | not yet: the `ssh` part is to come |",
        ]);

        Assert.Equal(["1", "2", "3"], document.Declared["8.1"]);
        Assert.Collection(document.Rows,
            row =>
            {
                Assert.Equal(["1", "2"], row.Items);
                Assert.Equal(["One.Two", "Three.Four"], row.Tests);
                Assert.Equal(("x.md:8", "8.1", null), (row.Place, row.Section, row.Without));
            },
            row =>
            {
                Assert.Empty(row.Tests);
                Assert.Equal("the `ssh` part is to come", row.Without);
            });
    }

    [Fact]
    public void A_row_with_other_cells_is_refused() => Assert.Throws<FormatException>(() => ConformanceDocument.Read("x.md", ["| 1 | two |"]));

    [Theory]
    [InlineData("[Fact] // B14 48; A4.3", "B14", "48", true)]
    [InlineData("[Fact] // B14 48; A4.3", "B14", "4", false)]
    [InlineData("[Fact] // B14 items 37 to 39", "B14", "38", true)]
    [InlineData("[Fact] // A4.3, 48", "B14", "48", false)]
    [InlineData("/// <summary>Vectors 8.1.</summary>", "8.1", "7", true)]
    [InlineData("/// <summary>Vectors 8.10.</summary>", "8.1", "7", false)]
    [InlineData("void BAD_15_a_retry_goes_on()", "9", "BAD-15", true)]
    [InlineData("[Fact] // BAD-15", "9", "BAD-1", false)]
    public void A_citation_names_the_item(string text, string section, string item, bool expected) =>
        Assert.Equal(expected, Citation.IsIn(text, section, item));
}
