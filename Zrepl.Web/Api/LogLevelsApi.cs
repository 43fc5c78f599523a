using System.Collections.Immutable;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Zrepl.Web.Live;
using Zrepl.Web.Security;

namespace Zrepl.Web.Api;

/// <summary><c>/api/v1/log-levels</c>: how much each part of the program logs. Source: spec E4.</summary>
internal static class LogLevelsApi
{
    public static void MapLogLevels(this IEndpointRouteBuilder api)
    {
        var levels = api.MapGroup("").WithTags("logs");
        levels.MapGet("/log-levels", (LogLevelDesk desk) => TypedResults.Ok(desk.Current))
            .WithSummary("Level of each subsystem: debug, info, warn, error; default: each outlet by its own level");
        levels.MapPut("/log-levels/{subsystem}", Set).RequireAuthorization(Policies.Administer)
            .WithSummary("Set the level of a subsystem until the daemon ends; default gives it back to the outlets");
    }

    private static Results<Ok<ImmutableSortedDictionary<string, string>>, ProblemHttpResult> Set(
        string subsystem, [FromBody] LogLevelRequest request, HttpContext context, LogLevelDesk desk) =>
        desk.Set(Actor.Of(context.User), subsystem, request.Level) is { } problem
            ? Problems.Of(desk.Current.ContainsKey(subsystem) ? StatusCodes.Status400BadRequest : StatusCodes.Status404NotFound, "The level was not set", problem)
            : TypedResults.Ok(desk.Current);
}

/// <summary>How much a subsystem is to log.</summary>
/// <param name="Level">A level, or <c>default</c>.</param>
internal sealed record LogLevelRequest(string Level);
