using Zrepl.Engine.Filters;

namespace Zrepl.Engine.Configuration;

/// <summary>
/// The key <c>alerts</c> of a job, unknown to Go zrepl: how old the newest copy of a dataset may be. Datasets are named as the sender names them.
/// </summary>
/// <param name="Rpo">How old the newest copy of any dataset may be; null: nobody minds.</param>
/// <param name="Grace">How much later than that somebody is told; null: a tenth of the age, but no less than five minutes and than the time between two runs.</param>
/// <param name="Datasets">Other targets for some datasets.</param>
public sealed record AlertsDefinition(AlertAge? Rpo, GraceTime? Grace, ValueList<DatasetAge> Datasets)
{
    /// <summary>Nobody minds.</summary>
    public static AlertsDefinition None { get; } = new(null, null, []);
}

/// <summary>How old a copy may be: a time, or <c>never</c> for as old as it likes.</summary>
/// <param name="Limit">The time, more than zero; null: never too old.</param>
public sealed record AlertAge(TimeSpan? Limit);

/// <summary>How much later somebody is told.</summary>
/// <param name="Length">The time, more than zero.</param>
public sealed record GraceTime(TimeSpan Length);

/// <summary>Another target for the datasets of a pattern: a name, or <c>name&lt;</c> with all below it; the longest pattern decides.</summary>
/// <param name="Rule">The pattern.</param>
/// <param name="Age">The target.</param>
public sealed record DatasetAge(FilterRule Rule, AlertAge Age);
