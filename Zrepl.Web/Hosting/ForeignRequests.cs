namespace Zrepl.Web.Hosting;

/// <summary>
/// Turns away what pages of other sites make a browser send here: requests under a name that is not ours, and requests that change something or
/// open a live connection and come from another origin. Programs send neither <c>Origin</c> nor <c>Sec-Fetch-Site</c> and pass.
/// </summary>
internal sealed class ForeignRequests(RequestDelegate next, ForeignRequestRules rules)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!rules.Permits(request.Host))
            return RefuseAsync(
                context, StatusCodes.Status400BadRequest,
                $"This machine does not answer to the name {request.Host.Host}. If it is one of its names, add it to AllowedHosts in appsettings.json "
                + "(AllowedHosts=NAME;NAME), or use the address.");
        var isHarmless = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return (!isHarmless || request.Headers.Upgrade.Count > 0) && IsFromElsewhere(request)
            ? RefuseAsync(context, StatusCodes.Status403Forbidden, "A page of another site asked for this.")
            : next(context);
    }

    private static bool IsFromElsewhere(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is not ("same-origin" or "none");
        if (request.Headers.Origin.ToString() is not { Length: > 0 } origin) return false;
        return !Uri.TryCreate(origin, UriKind.Absolute, out var from) || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}
