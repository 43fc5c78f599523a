using System.Text.RegularExpressions;

namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>
/// A file <c>docs/conformance*.md</c>. Each section is a heading <c>## NUMBER TITLE</c>, a line <c>Items: RANGE</c> with all numbers the
/// specification has there, and a table <c>| item | what | test |</c>. The last cell names tests as <c>`Class.Method`</c>, or says
/// <c>not yet: REASON</c> or <c>by hand: REASON</c>.
/// </summary>
internal sealed partial record ConformanceDocument(
    string Name, IReadOnlyDictionary<string, IReadOnlyList<string>> Declared, IReadOnlyList<ConformanceRow> Rows)
{
    public static IReadOnlyList<ConformanceDocument> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "conformance"), "*.md").Order(StringComparer.Ordinal).Select(Load)];

    public static ConformanceDocument Load(string path) => Read(Path.GetFileName(path), File.ReadAllLines(path));

    public static ConformanceDocument Read(string name, IReadOnlyList<string> lines)
    {
        var declared = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var rows = new List<ConformanceRow>();
        var section = "";
        for (var index = 0; index < lines.Count; index++)
        {
            var line = lines[index];
            var place = $"{name}:{index + 1}";
            if (line.StartsWith("## ", StringComparison.Ordinal)) section = line[3..].Split(' ')[0];
            else if (line.StartsWith("Items: ", StringComparison.Ordinal)) declared.Add(section, ItemRange.Read(line["Items: ".Length..].TrimEnd('.')));
            else if (IsRow(line)) rows.Add(ReadRow(place, section, line));
        }

        return new ConformanceDocument(name, declared, rows);
    }

    private static bool IsRow(string line) =>
        line.StartsWith('|') && !line.StartsWith("|---", StringComparison.Ordinal) && !line.StartsWith("| item |", StringComparison.Ordinal);

    private static ConformanceRow ReadRow(string place, string section, string line)
    {
        var cells = CellEnd().Split(line.Trim())[1..^1];
        if (cells.Length != 3) throw new FormatException($"{place}: a row has the cells item, what and test; a pipe within a cell is written \\|");
        var test = cells[2].Trim();
        var without = NoTest().Match(test);
        return new ConformanceRow(
            place, section, ItemRange.Read(cells[0].Trim()),
            [.. CodeSpan().Matches(test).Where(_ => !without.Success).Select(match => match.Groups[1].Value)],
            without.Success ? without.Groups[1].Value : null);
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"^(?:not yet|by hand): (\S.*)$")]
    private static partial Regex NoTest();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();
}
