using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Filters;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The section <c>alerts</c> of a job. Source: design section 1, promise 5.</summary>
internal static class AlertsSchema
{
    private const string Never = "never";

    private static readonly TextShape<AlertAge> Age = new("duration or never", "26h", (text, out age, out problem) =>
    {
        (age, problem) = (null, null);
        if (text == Never) age = new(null);
        else if (!EitherDuration.TryParseInterval(text, out var limit, out problem)) problem = $"cannot parse value \"{text}\": {problem}";
        else if (limit <= TimeSpan.Zero) problem = $"duration must be positive, got {GoDuration.Format(limit)}";
        else age = new(limit);
        return age is not null;
    }, age => age.Limit is { } limit ? EitherDuration.Format(limit) : Never) { IsForm = true };

    private static readonly TextShape<GraceTime> Grace = new("duration", "1h", (text, out grace, out problem) =>
    {
        grace = null;
        if (!EitherDuration.TryParseInterval(text, out var length, out problem)) problem = $"cannot parse value \"{text}\": {problem}";
        else if (length <= TimeSpan.Zero) problem = $"duration must be positive, got {GoDuration.Format(length)}";
        else grace = new(length);
        return grace is not null;
    }, grace => EitherDuration.Format(grace.Length)) { IsForm = true };

    private static readonly MapShape<AlertAge, DatasetAge, ValueList<DatasetAge>> Datasets = new(
        "map of datasets to ages", "{\"tank/db<\": 1h, \"tank/scratch<\": never}", Age,
        (string pattern, AlertAge age, out DatasetAge? entry, out string? problem) =>
        {
            entry = FilterRule.TryParse(pattern, includes: true, out var rule, out problem) ? new(rule, age) : null;
            return entry is not null;
        },
        entries => [.. entries.OrderBy(entry => entry.Rule.Pattern, StringComparer.Ordinal)],
        entries => entries.Select(entry => (entry.Rule.Pattern, entry.Age)));

    private static readonly Key<AlertsDefinition, AlertAge> RpoKey = new("rpo", Age, a => a.Rpo,
        "How old the newest copy of a dataset may be.") { Default = null };

    private static readonly Key<AlertsDefinition, GraceTime> GraceKey = new("grace", Grace, a => a.Grace,
        "How much later it counts as late; without it a tenth of rpo, but no less than 5 minutes and than the job's interval.") { Default = null };

    private static readonly Key<AlertsDefinition, ValueList<DatasetAge>> DatasetsKey = new("datasets", Datasets,
        a => a.Datasets.Count == 0 ? null : a.Datasets,
        "Other ages for some datasets: name, or name< with all below it; the longest match decides.") { Default = [] };

    private static readonly SectionShape<AlertsDefinition> Shape =
        new("alerts", [RpoKey, GraceKey, DatasetsKey], b => new(b.Get(RpoKey), b.Get(GraceKey), b.Get(DatasetsKey)));

    /// <summary>The key <c>alerts</c> of a job.</summary>
    public static Key<TJob, AlertsDefinition> Key<TJob>()
        where TJob : JobDefinition => new("alerts", Shape, j => j.Alerts,
        "How old copies may be before somebody is told.") { Default = AlertsDefinition.None, IsExtension = true, Example = "{rpo: 26h}" };
}
