using Microsoft.Extensions.Options;
using Zrepl.Web.Security.Requests;

namespace Zrepl.Web.Security;

/// <summary>Who may come in and how long they stay; section <c>Zrepl:Dashboard</c> of appsettings.json.</summary>
internal sealed record SecurityOptions
{
    /// <summary>A session ends when its browser was not heard of for this long. Default 12 hours, at least one minute.</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromHours(12);

    /// <summary>A session ends at this age, used or not. Default 30 days, at least one minute.</summary>
    public TimeSpan SessionLongest { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Addresses (<c>127.0.0.1</c>, <c>10.0.0.0/8</c>) of proxies whose word for who asks (<c>X-Forwarded-For</c>) and whether by https (<c>X-Forwarded-Proto</c>) counts. Default none.
    /// </summary>
    public string[] TrustedProxies { get; init; } = [];

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
        foreach (var proxy in options.TrustedProxies.Where(proxy => TrustedProxies.NetworkOf(proxy) is null))
            problems.AddError($"\"{proxy}\" is no address and no network; write them like 127.0.0.1, 10.0.0.0/8 or fd00::/8", nameof(options.TrustedProxies));
        return problems.Build();
    }
}
