using System.Security.Cryptography;

namespace Zrepl.Web.Api;

/// <summary>
/// Gives answers an <c>ETag</c> by their content, so that whoever asks again with <c>If-None-Match</c> gets 304 and no body while nothing changed. Only for
/// routes that ask for it, since the whole answer is in memory for a moment.
/// </summary>
internal static class EntityTags
{
    private const int Shown = 16;

    /// <summary>Gives the answers of a route a tag.</summary>
    public static RouteHandlerBuilder WithEntityTag(this RouteHandlerBuilder route) => route.WithMetadata(Wish.Instance);

    /// <summary>Adds the tags. Comes after routing.</summary>
    public static void UseEntityTags(this IApplicationBuilder app) =>
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<Wish>() is not null, branch => branch.Use(TagAsync));

    private static async Task TagAsync(HttpContext context, RequestDelegate next)
    {
        var response = context.Response;
        var body = response.Body;
        using var kept = new MemoryStream();
        response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode == StatusCodes.Status200OK)
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(kept.GetBuffer().AsSpan(0, (int)kept.Length)))[..Shown]}\"";
            response.Headers.ETag = tag;
            if (context.Request.Headers.IfNoneMatch.Contains(tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                return;
            }
        }

        kept.Position = 0;
        await kept.CopyToAsync(body, context.RequestAborted);
    }

    private sealed class Wish
    {
        public static readonly Wish Instance = new();
    }
}
