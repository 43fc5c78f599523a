namespace Zrepl.Tests.Architecture.Conformance;

/// <summary>One line of a table: what the specification asks for and which tests show it.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Section">Number of the section, such as <c>8.1</c> or <c>B14</c>.</param>
/// <param name="Items">The items of the specification this line speaks of.</param>
/// <param name="Tests">Tests as <c>Class.Method</c>.</param>
/// <param name="Without">Why there is no test, or null.</param>
internal sealed record ConformanceRow(
    string Place, string Section, IReadOnlyList<string> Items, IReadOnlyList<string> Tests, string? Without);
