using Microsoft.Extensions.Options;

namespace Zrepl.Web.Data;

/// <summary>Where the history is kept and for how long; section <c>Zrepl:History</c> of appsettings.json.</summary>
internal sealed record HistoryOptions
{
    /// <summary>Path of the SQLite file; null for <c>zrepl.db</c> in the state directory.</summary>
    public string? DatabasePath { get; init; }

    /// <summary>Age at which runs are deleted, and how full pools were; at least one day. Default 90 days.</summary>
    public TimeSpan KeepRunsFor { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Age at which the reasons for each pruned or kept snapshot are deleted, at least one day. Default 30 days.</summary>
    public TimeSpan KeepDecisionsFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Age at which audit entries are deleted, at least one day. Default 400 days.</summary>
    public TimeSpan KeepAuditFor { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Versions kept of each file of the configuration, whatever their age. Default 500.</summary>
    public int KeepConfigurationVersions { get; init; } = 500;

    /// <summary>Entries that may wait for the disk; more are dropped and counted. Default 10,000.</summary>
    public int LongestQueue { get; init; } = 10_000;
}

internal sealed class HistoryOptionsValidator : IValidateOptions<HistoryOptions>
{
    public ValidateOptionsResult Validate(string? name, HistoryOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (options.KeepRunsFor < TimeSpan.FromDays(1)) problems.AddError("must be at least one day", nameof(options.KeepRunsFor));
        if (options.KeepDecisionsFor < TimeSpan.FromDays(1)) problems.AddError("must be at least one day", nameof(options.KeepDecisionsFor));
        if (options.KeepAuditFor < TimeSpan.FromDays(1)) problems.AddError("must be at least one day", nameof(options.KeepAuditFor));
        if (options.KeepConfigurationVersions < 1) problems.AddError("must be positive", nameof(options.KeepConfigurationVersions));
        if (options.LongestQueue < 1) problems.AddError("must be positive", nameof(options.LongestQueue));
        return problems.Build();
    }
}
