using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Zrepl.Tests.Web.Story;

/// <summary>The dashboard for Grafana asks for nothing that the daemon does not give: spec D3, H3.</summary>
[Collection(RecordedStory.Name)]
public sealed partial class GrafanaDashboardTests(RecordedStory story)
{
    // What only comes when something goes wrong, or with targets, which the recorded configuration has none of.
    private static readonly string[] OnlyInTrouble = ["zrepl_snapshots_failed", "zrepl_frameconn_shutdown_close_errors", "zrepl_copy_target_seconds"];

    [Fact]
    public void Each_query_is_about_metrics_and_labels_that_are_there_D_03()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository("packaging/grafana/zrepl.json")));
        var reading = MetricsReading.Of(story.Metrics);
        var expressions = dashboard.RootElement.GetProperty("panels").EnumerateArray()
            .Where(panel => panel.TryGetProperty("targets", out _))
            .SelectMany(panel => panel.GetProperty("targets").EnumerateArray().Select(target => target.GetProperty("expr").GetString()!)) // a target asks for something
            .ToList();
        Assert.True(expressions.Count > 30);
        var wrong = from expression in expressions
                    from Match metric in Metric().Matches(expression)
                    let family = Suffix().Replace(metric.Groups[1].Value, "")
                    where !OnlyInTrouble.Contains(family) && !OnlyInTrouble.Contains(metric.Groups[1].Value)
                    let name = reading.Types.ContainsKey(metric.Groups[1].Value) ? metric.Groups[1].Value : family
                    where !reading.Types.ContainsKey(name) || Label().Matches(metric.Groups[2].Value).Any(label => label.Groups[1].Value != "job" && !reading.LabelsOf(name).Contains(label.Groups[1].Value))
                    select $"{metric.Value} in {expression}";
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }

    [Fact]
    public void Title_period_and_refresh_are_those_that_people_know()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Repository("packaging/grafana/zrepl.json")));
        var root = dashboard.RootElement;
        Assert.Equal(("zrepl", "5s", "now-7d"), (root.GetProperty("title").GetString(), root.GetProperty("refresh").GetString(), root.GetProperty("time").GetProperty("from").GetString()));
        var panels = root.GetProperty("panels").EnumerateArray().ToList();
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
    }

    private static string Repository(string path, [CallerFilePath] string thisFile = "")
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", path)); // a file has a directory
        Assert.SkipUnless(File.Exists(file), "The sources are not at hand.");
        return file;
    }

    [GeneratedRegex(@"\b((?:zrepl|go|process)_[a-z_]+)\{([^}]*)\}")]
    private static partial Regex Metric();

    [GeneratedRegex("_(?:bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex("([a-z_]+)=~?\"")]
    private static partial Regex Label();
}
