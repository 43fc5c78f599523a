using System.Globalization;
using Microsoft.Net.Http.Headers;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Security.Requests;

/// <summary>Turns away what goes beyond <see cref="RequestLimits"/>. Comes after whoever knows who asks; no timer runs while nobody does.</summary>
internal sealed class RequestLimiter(RequestDelegate next, RequestLimits limits, TimeProvider clock)
{
    private const string Api = "/api";
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(5);

    private readonly TriesByAddress _requests = new(limits.PerMinute, clock);
    private readonly Places _atOnce = new(limits.AtOnce), _streams = new(limits.Streams);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Api, StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var who = WhoOf(context);
        if (!_requests.TryCount(who))
        {
            await RefuseAsync(context, $"{limits.PerMinute} requests in a minute");
            return;
        }

        var isOpen = context.GetEndpoint()?.Metadata.GetMetadata<StaysOpen>() is not null;
        using var place = (isOpen ? _streams : _atOnce).TryTake(who);
        if (place is null) await RefuseAsync(context, isOpen ? $"{limits.Streams} streams of events at once" : $"{limits.AtOnce} requests at once");
        else await next(context);
    }

    // Each token counts by itself: one that runs wild does not shut out the others of its owner.
    private static string WhoOf(HttpContext context) => Actor.Of(context.User) switch
    {
        { TokenId: { } token } => string.Create(CultureInfo.InvariantCulture, $"token {token}"),
        { UserId: { } user } => string.Create(CultureInfo.InvariantCulture, $"user {user}"),
        _ => $"address {context.Address()}",
    };

    private static Task RefuseAsync(HttpContext context, string most)
    {
        context.Response.Headers[HeaderNames.RetryAfter] = Later.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return ForPrograms.RefuseAsync(
            context, StatusCodes.Status429TooManyRequests, "Too much at once",
            $"Nobody is answered more than {most}, so that jobs are not slowed down. Wait, and ask less often; /api/v1/events tells of changes without being asked.");
    }
}
