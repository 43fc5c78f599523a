namespace Zrepl.Tests.Engine.Jobs.Forecasts;

/// <summary>Random keep rules as YAML, such as people write them.</summary>
internal static class RandomRules
{
    private static readonly string[] Grids =
    [
        "1x1h(keep=all) | 24x1h | 35x1d | 6x30d", "7x1d | 4x7d | 12x30d(keep=2)", "10x1d(keep=all) | 5x2d", "3x12h | 30x1d", "1x90d(keep=all) | 30x1d", "2x1d(keep=3) | 52x1w",
    ];

    private static readonly string[] Patterns = ["^zrepl_", "_000$", "^(zrepl|manual)_", "[02468]_000$", "^manual_"];

    /// <summary>One to three rules.</summary>
    /// <param name="random">Chance.</param>
    /// <param name="asksForReplication">Whether <c>not_replicated</c> is among what can come.</param>
    public static string Of(Random random, bool asksForReplication) =>
        $"[{string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => One(random, asksForReplication)))}]";

    private static string One(Random random, bool asksForReplication) => random.Next(asksForReplication ? 5 : 4) switch
    {
        0 => $"{{type: last_n, count: {random.Next(1, 40)}}}",
        1 => $"{{type: last_n, count: {random.Next(1, 40)}, regex: '{Any(random, Patterns)}'}}",
        2 => $"{{type: regex, regex: '{Any(random, Patterns)}', negate: {(random.Next(2) == 0 ? "true" : "false")}}}",
        3 => $"{{type: grid, grid: '{Any(random, Grids)}', regex: '{Any(random, Patterns)}'}}",
        _ => $"{{type: not_replicated, keep_snapshot_at_cursor: {(random.Next(2) == 0 ? "true" : "false")}}}",
    };

    private static string Any(Random random, string[] texts) => texts[random.Next(texts.Length)];
}
