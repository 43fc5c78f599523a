using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Zrepl.Web.Api;

/// <summary>What the OpenAPI document says beside the routes.</summary>
internal static class OpenApiText
{
    private const string Scheme = "token";

    public static void Configure(OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new()
        {
            Title = "zrepl",
            Version = "v1",
            Description = "Jobs of a zrepl daemon. Names are camelCase, durations are seconds, times are RFC 3339. Errors are problem details (RFC 9457).",
        };
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token made on the dashboard, Settings, Tokens.",
        };
        document.Security ??= [];
        document.Security.Add(new() { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] });
        return Task.CompletedTask;
    });
}
