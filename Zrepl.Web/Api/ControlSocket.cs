using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Zrepl.Web.Api;

/// <summary>
/// Go zrepl's control API over HTTP/1.1 on a unix socket: <c>/version</c>, <c>/status</c>, <c>/signal</c>, any method, exact paths. Errors are bare
/// text, which the Go client prints as it is. Source: spec B1, H2.
/// </summary>
internal static class ControlSocket
{
    /// <summary>Settings of the listener: requests that come in by it are marked.</summary>
    public static void Listen(ListenOptions options)
    {
        options.Protocols = HttpProtocols.Http1;
        options.Use(next => connection =>
        {
            connection.Features.Set(Mark.Instance);
            return next(connection);
        });
    }

    /// <summary>True for requests that came in by the socket.</summary>
    public static bool IsRequestOf(HttpContext context) => context.Features.Get<Mark>() is not null;

    /// <summary>The whole of what the socket serves.</summary>
    public static void Configure(IApplicationBuilder branch) => branch.Run(context => context.Request.Path.Value switch
    {
        "/version" => ControlAnswers.VersionAsync(context),
        _ => TextAsync(context, StatusCodes.Status404NotFound, "404 page not found"),
    });

    internal static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n", context.RequestAborted);
    }

    private sealed class Mark
    {
        public static readonly Mark Instance = new();
    }
}
