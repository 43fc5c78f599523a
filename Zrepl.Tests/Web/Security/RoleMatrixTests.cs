using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Tests.Support;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Security;

/// <summary>Every route as nobody, viewer, operator and administrator: by cookie, and by token where programs come (design D11).</summary>
public sealed partial class RoleMatrixTests : IAsyncDisposable
{
    private const string FilesOfABuild = "{**path:file}"; // MapStaticAssets adds it where the program was built but not published

    private readonly RunningDaemon _daemon =
        new("[{ type: snap, name: hourly, filesystems: { 'tank<': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }]");

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Fact]
    public async Task Every_route_has_its_entry_and_every_entry_its_route()
    {
        await _daemon.StartAsync();
        var routes = Endpoints().Select(KeyOf).Distinct().ToList();

        Assert.True(!routes.Except(RoleMatrix.Routes.Keys).Any(), "no entry in RoleMatrix: " + string.Join(" | ", routes.Except(RoleMatrix.Routes.Keys)));
        Assert.True(!RoleMatrix.Routes.Keys.Except(routes).Any(), "no route of RoleMatrix: " + string.Join(" | ", RoleMatrix.Routes.Keys.Except(routes)));
    }

    [Fact]
    public async Task Every_route_lets_in_whom_its_entry_says_and_nobody_else()
    {
        await _daemon.StartAsync();
        List<(string Who, Role? Role, HttpClient Client, Func<string, bool> Comes)> visitors = [("nobody", null, Visitors.Browser(_daemon.Address), _ => true)];
        foreach (var role in Roles.All)
        {
            var (actor, cookie) = await Visitors.SignInAsync(_daemon.Services, role, cancellation: _daemon.Limit);
            visitors.Add((role.Word(), role, Visitors.Browser(_daemon.Address, cookie), _ => true));
            var scope = role switch { Role.Viewer => TokenScope.Read, Role.Operator => TokenScope.Operate, _ => TokenScope.Administer };
            var (secret, _) = await _daemon.Services.GetRequiredService<ApiTokens>().MakeAsync(actor, "test", scope, null, _daemon.Limit);
            var program = Visitors.Browser(_daemon.Address);
            program.DefaultRequestHeaders.Authorization = new("Bearer", secret);
            visitors.Add(($"token of {role.Word()}", role, program, path => path.StartsWith("/api", StringComparison.Ordinal)));
        }

        var wrong = new List<string>();
        // which ends what it is asked with
        foreach (var (route, least) in RoleMatrix.Routes.OrderBy(route => route.Key.Contains("sign-out", StringComparison.Ordinal)))
        {
            var (methods, path) = (route.Split(' ')[0], Parameter().Replace(route.Split(' ')[1], one => one.Value.EndsWith(":long}", StringComparison.Ordinal) ? "1" : "hourly"));
            foreach (var (who, role, client, comes) in visitors.Where(visitor => visitor.Comes(path)))
            {
                foreach (var method in methods == "*" ? ["GET"] : methods.Split(','))
                {
                    using var request = new HttpRequestMessage(new(method), path);
                    using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _daemon.Limit);
                    var isLetIn = !IsRefusal(answer);
                    var whatHappened = isLetIn ? "was let in" : "was refused";
                    if (isLetIn != (least is null
                        || role >= least)) wrong.Add($"{who}: {method} {path} {whatHappened}: {answer.StatusCode} {answer.Headers.Location}");
                }
            }
        }

        foreach (var visitor in visitors) visitor.Client.Dispose();
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_has_no_route_is_closed_too()
    {
        await _daemon.StartAsync();
        using var nobody = Visitors.Browser(_daemon.Address);
        using var answer = await nobody.GetAsync("/nothing/here", _daemon.Limit);
        Assert.Equal("/sign-in?return=%2Fnothing%2Fhere", answer.Headers.Location?.OriginalString);
        using var api = await nobody.GetAsync("/api/v1/nothing", _daemon.Limit);
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (api.StatusCode, api.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Files_of_pages_are_the_only_routes_that_the_matrix_leaves_out_and_they_are_the_same_for_everybody()
    {
        await _daemon.StartAsync();
        using var nobody = Visitors.Browser(_daemon.Address);
        Assert.Equal(HttpStatusCode.OK, (await nobody.GetAsync("/css/base.css", _daemon.Limit)).StatusCode);
    }

    private static bool IsRefusal(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        || (answer.StatusCode is HttpStatusCode.Redirect && answer.Headers.Location?.OriginalString is { } to
            && (to.StartsWith("/sign-in?return=", StringComparison.Ordinal) || to == "/not-allowed"));

    private IEnumerable<RouteEndpoint> Endpoints() => _daemon.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null && endpoint.RoutePattern.RawText != FilesOfABuild);

    private static string KeyOf(RouteEndpoint endpoint)
    {
        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Order(StringComparer.Ordinal);
        return $"{(methods is null ? "*" : string.Join(',', methods))} /{endpoint.RoutePattern.RawText?.TrimStart('/')}";
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
