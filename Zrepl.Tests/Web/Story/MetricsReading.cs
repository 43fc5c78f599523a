using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Tests.Web.Story;

/// <summary>A page of metrics, read strictly: a line that is not understood fails.</summary>
internal sealed partial class MetricsReading
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly List<(string Name, SortedDictionary<string, string> Labels, double Value)> _samples = [];

    public static MetricsReading Of(string page)
    {
        var reading = new MetricsReading();
        foreach (var line in page.Split('\n').Where(line => line.Length > 0)) reading.Add(line.TrimEnd('\r'));
        return reading;
    }

    /// <summary>Types by family.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Names of the labels of a family, buckets aside.</summary>
    public IEnumerable<string> LabelsOf(string family) => SamplesOf(family).SelectMany(sample => sample.Labels.Keys).Where(label => label != "le").Distinct().Order(StringComparer.Ordinal);

    /// <summary>Bounds of a histogram.</summary>
    public IEnumerable<double> BoundsOf(string family) =>
        _samples.Where(sample => sample.Name == family + "_bucket").Select(sample => sample.Labels["le"]).Distinct().Select(Number).Order();

    /// <summary>The sum of all samples of that name whose labels are these, whatever others they have.</summary>
    public double Value(string name, params (string Label, string Value)[] labels)
    {
        var found = _samples.Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value)).ToList();
        Assert.True(found.Count > 0, $"no sample {name} with {string.Join(", ", labels)}");
        return found.Sum(sample => sample.Value);
    }

    private IEnumerable<(string Name, SortedDictionary<string, string> Labels, double Value)> SamplesOf(string family) => _types[family] is "histogram" or "summary"
        ? _samples.Where(sample => sample.Name == family + "_count")
        : _samples.Where(sample => sample.Name == family);

    private void Add(string line)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal)) return;
        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var words = line.Split(' ');
            Assert.Equal(4, words.Length);
            _types.Add(words[2], words[3]); // a family stands there once
            return;
        }

        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"no sample: {line}");
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Match label in Label().Matches(sample.Groups["labels"].Value)) labels.Add(label.Groups[1].Value, label.Groups[2].Value);
        _samples.Add((sample.Groups["name"].Value, labels, Number(sample.Groups["value"].Value)));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-z_]+="([^"\\]|\\.)*",?)*)\})? (?<value>\S+)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("([a-z_]+)=\"(([^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();
}
