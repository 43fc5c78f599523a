using System.Globalization;
using System.Text;
using Zrepl.Web.Api.Metrics;

namespace Zrepl.Web.Cli.Monitor;

/// <summary>What a check found, in the form that Nagios and its kin read: words, figures, an exit code. Source: spec G1.</summary>
/// <param name="well">What is said if nothing is wrong.</param>
internal sealed class CheckResult(string well)
{
    private readonly List<(HealthState State, string Text)> _findings = [];
    private readonly List<string> _figures = [];

    /// <summary>The worst of the findings. Something critical outweighs something unknown.</summary>
    public HealthState State => _findings.Select(finding => finding.State).DefaultIfEmpty(HealthState.Ok).MaxBy(Weight);

    /// <summary>Adds a finding.</summary>
    public void Add(HealthState state, string text) => _findings.Add((state, text));

    /// <summary>Adds a figure.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="unit"><c>s</c>, or nothing for a count.</param>
    /// <param name="warning">From where on it is worth a warning, or null.</param>
    /// <param name="critical">From where on it is critical, or null.</param>
    public void Figure(string name, double value, string unit, double? warning, double? critical) =>
        _figures.Add($"'{name}'={Number(value)}{unit};{Number(warning)};{Number(critical)};;");

    public override string ToString()
    {
        var lines = _findings.OrderByDescending(finding => Weight(finding.State)).Select(finding => finding.Text).ToList();
        if (State == HealthState.Ok) lines.Insert(0, well);
        var text = new StringBuilder(State.ToString().ToUpperInvariant()).Append(": ");
        text.Append(string.Join('\n', lines.Select(line => line.Replace("|", "", StringComparison.Ordinal)))); // a bar begins the figures
        if (_figures.Count > 0) text.Append(" | ").AppendJoin(' ', _figures);
        return text.ToString();
    }

    private static int Weight(HealthState state) => state switch
    {
        HealthState.Critical => 3,
        HealthState.Unknown => 2,
        HealthState.Warning => 1,
        _ => 0,
    };

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
}
