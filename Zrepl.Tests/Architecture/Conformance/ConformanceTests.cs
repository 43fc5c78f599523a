namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>What the conformance documents claim is true of this assembly.</summary>
public sealed class ConformanceTests
{
    private static IEnumerable<ConformanceRow> Rows => ConformanceDocument.All.SelectMany(document => document.Rows);

    [Fact]
    public void Each_named_test_exists_and_is_not_skipped() => AssertNone(
        from row in Rows from test in row.Tests where !TestCatalog.Has(test) select $"{row.Place}: there is no test {test}");

    [Fact]
    public void Each_item_has_a_test_or_the_reason_why_not() => AssertNone(
        from row in Rows
        where row.Tests.Count == 0 && row.Without is null
        select $"{row.Place}: name a test as `Class.Method`, or write 'not yet: REASON' or 'by hand: REASON'");

    [Fact]
    public void Each_item_of_a_section_is_in_its_table_and_no_other() => AssertNone(
        from document in ConformanceDocument.All
        from section in document.Declared.Keys.Union(document.Rows.Select(row => row.Section))
        let listed = document.Rows.Where(row => row.Section == section).SelectMany(row => row.Items).ToList()
        let declared = document.Declared.GetValueOrDefault(section, [])
        from problem in (string[])
        [
            .. declared.Except(listed).Select(item => $"{item} is missing"),
            .. listed.Except(declared).Select(item => $"{item} is not among 'Items:'"),
            .. listed.GroupBy(item => item).Where(same => same.Count() > 1).Select(same => $"{same.Key} stands twice"),
        ]
        select $"{document.Name}, section {section}: {problem}");

    [Fact]
    public void Each_test_says_in_its_name_or_comment_which_item_it_shows()
    {
        if (TestSources.Open() is not { } sources)
        {
            Assert.Skip("The sources of the tests are not at hand.");
            return;
        }

        AssertNone(
            from row in Rows
            from item in row.Items
            where row.Tests.Count > 0 && !row.Tests.Any(test => Citation.IsIn(sources.TextOf(test), row.Section, item))
            select $"{row.Place}: the name or the comment of {string.Join(" or ", row.Tests)} has to say {row.Section} {item}");
    }

    /// <summary>Without this a section could be shortened together with its table.</summary>
    [Theory]
    [InlineData("8.1", "1-18")]
    [InlineData("8.2", "1-3")]
    [InlineData("8.3", "1-11")]
    [InlineData("8.4", "1-13")]
    [InlineData("8.5", "1-11")]
    [InlineData("8.6", "1-5")]
    [InlineData("8.7", "1-14")]
    [InlineData("8.8", "1-7")]
    [InlineData("8.9", "1-36")]
    [InlineData("8.10", "1-18")]
    [InlineData("8.11", "1-15")]
    [InlineData("8.13", "1-10")]
    [InlineData("8.14", "1-12")]
    [InlineData("B14", "1-84")]
    [InlineData("9", "BAD-1 to BAD-41")]
    [InlineData("H1", "A-01 to A-30")]
    [InlineData("H2", "B-01 to B-05, C-01 to C-11")]
    [InlineData("H3", "D-01 to D-08")]
    [InlineData("H6", "G-01 to G-10")]
    [InlineData("H4", "E-01 to E-12")]
    [InlineData("H5", "F-01 to F-20")]
    [InlineData("H", "H-1 to H-10")]
    [InlineData("M", "M-1 to M-4")]
    [InlineData("G", "G-1 to G-20")]
    [InlineData("D", "D-1 to D-26")]
    [InlineData("T", "T-1 to T-15")]
    [InlineData("E", "E-1 to E-6")]
    [InlineData("P", "P-1 to P-5")]
    [InlineData("20", "C1 to C18")]
    public void The_numbers_are_those_of_the_specification(string section, string items) => AssertNone(
        ItemRange.Read(items).Except(ConformanceDocument.All.SelectMany(document => document.Declared.GetValueOrDefault(section, []))));

    // Not Assert.Empty: it shows only the beginning of each.
    private static void AssertNone(IEnumerable<string> problems)
    {
        var all = string.Join('\n', problems);
        Assert.True(all.Length == 0, all);
    }
}
