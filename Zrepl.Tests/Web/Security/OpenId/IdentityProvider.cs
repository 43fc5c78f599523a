using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Security.OpenId;

/// <summary>An identity provider that knows one user and lets them in without asking: the four addresses that the code flow needs.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly WebApplication _app;
    private string _nonce = "";

    private IdentityProvider()
    {
        _app = LocalServer.Begin().Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address, authorization_endpoint = Address + "/authorize", token_endpoint = Address + "/token", jwks_uri = Address + "/keys",
            response_types_supported = new[] { "code" }, subject_types_supported = new[] { "public" }, id_token_signing_alg_values_supported = new[] { "RS256" },
        }));
        _app.MapGet("/keys", () =>
        {
            var key = _rsa.ExportParameters(false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64UrlEncoder.Encode(key.Modulus), e = Base64UrlEncoder.Encode(key.Exponent) } } });
        });
        _app.MapGet("/authorize", (string redirect_uri, string state, string nonce) =>
        {
            _nonce = nonce;
            return Results.Redirect($"{redirect_uri}?{(Fails ? "error=access_denied" : "code=1")}&state={Uri.EscapeDataString(state)}");
        });
        _app.MapPost("/token", (HttpRequest _) => Results.Json(new { access_token = "x", token_type = "Bearer", expires_in = 60, id_token = IdToken() }));
    }

    public string Address => _app.Urls.Single();

    /// <summary>What it says of the user.</summary>
    public Dictionary<string, object> Claims { get; } = new() { ["sub"] = "4711", ["preferred_username"] = "anna", ["groups"] = new[] { "staff" } };

    /// <summary>Lets nobody in.</summary>
    public bool Fails { get; set; }

    public static async Task<IdentityProvider> StartAsync(CancellationToken cancellation)
    {
        var provider = new IdentityProvider();
        await provider._app.StartAsync(cancellation);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _rsa.Dispose();
    }

    private string IdToken() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Address, Audience = "zrepl", Claims = new Dictionary<string, object>(Claims) { ["nonce"] = _nonce },
        SigningCredentials = new(new RsaSecurityKey(_rsa) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
    });
}
