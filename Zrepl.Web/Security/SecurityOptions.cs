using Microsoft.Extensions.Options;

namespace Zrepl.Web.Security;

/// <summary>Who may come in and how long they stay; section <c>Zrepl:Dashboard</c> of appsettings.json.</summary>
internal sealed record SecurityOptions
{
    /// <summary>A session ends when its browser was not heard of for this long. Default 12 hours, at least one minute.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(12);

    /// <summary>A session ends at this age, used or not. Default 30 days, at least one minute.</summary>
    public TimeSpan SessionLongest { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Lets anybody who reaches the dashboard read <c>/metrics</c>, which names jobs and datasets. Default false.</summary>
    public bool MetricsForEverybody { get; init; }
}

internal sealed class SecurityOptionsValidator : IValidateOptions<SecurityOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (options.SessionIdle < Least) problems.AddError("must be at least one minute", nameof(options.SessionIdle));
        if (options.SessionLongest < Least) problems.AddError("must be at least one minute", nameof(options.SessionLongest));
        return problems.Build();
    }
}
