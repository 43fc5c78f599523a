using Microsoft.Extensions.Options;

namespace Zrepl.Web.Security.OpenId;

/// <summary>An identity provider whose users may sign in; section <c>Zrepl:Dashboard:OpenIdConnect</c> of appsettings.json.</summary>
internal sealed record OpenIdOptions
{
    /// <summary>Section of the settings.</summary>
    public const string Section = "Zrepl:Dashboard:OpenIdConnect";

    /// <summary>Address of the provider, below which <c>.well-known/openid-configuration</c> is. Empty: there is none.</summary>
    public string Authority { get; init; } = "";

    /// <summary>What the provider knows this dashboard as.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The secret that belongs to it; empty for a public client, which PKCE protects.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Shown at the sign-in.</summary>
    public string DisplayName { get; init; } = "single sign-on";

    /// <summary>Asked for besides <c>openid</c>. Default <c>profile</c>.</summary>
    public string[] Scopes { get; init; } = ["profile"];

    /// <summary>The claim that names the user. Default <c>preferred_username</c>.</summary>
    public string NameClaim { get; init; } = "preferred_username";

    /// <summary>The claim whose values decide the role; it has to be in the ID token. Default <c>groups</c>.</summary>
    public string RoleClaim { get; init; } = "groups";

    /// <summary>Values of that claim that make an administrator.</summary>
    public string[] Administrators { get; init; } = [];

    /// <summary>Values of that claim that make an operator.</summary>
    public string[] Operators { get; init; } = [];

    /// <summary>Values of that claim that make a viewer.</summary>
    public string[] Viewers { get; init; } = [];

    /// <summary>True if there is a provider.</summary>
    public bool IsConfigured => Authority.Length > 0;

    /// <summary>The highest role that the values of the claim give; null: none.</summary>
    public Role? RoleOf(IReadOnlyCollection<string> values) =>
        values.Any(Administrators.Contains) ? Role.Administrator
        : values.Any(Operators.Contains) ? Role.Operator
        : values.Any(Viewers.Contains) ? Role.Viewer
        : null;
}

internal sealed class OpenIdOptionsValidator : IValidateOptions<OpenIdOptions>
{
    public ValidateOptionsResult Validate(string? name, OpenIdOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (!options.IsConfigured) return problems.Build();
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var address) || !(address.Scheme == Uri.UriSchemeHttps || address is { Scheme: "http", IsLoopback: true }))
            problems.AddError("must be an https address", Setting(nameof(options.Authority)));
        if (options.ClientId.Length == 0) problems.AddError("is missing", Setting(nameof(options.ClientId)));
        if (options.Administrators.Length + options.Operators.Length + options.Viewers.Length == 0)
            problems.AddError($"name at least one value of the claim {options.RoleClaim} that gives a role, or nobody can come in", Setting(nameof(options.Administrators)));
        return problems.Build();
    }

    private static string Setting(string name) => $"{OpenIdOptions.Section}:{name}";
}
