using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Zrepl.Web.Data;

namespace Zrepl.Web.Api;

/// <summary>Problem details (RFC 9457) of the REST API.</summary>
internal static partial class Problems
{
    /// <summary>What went wrong and what to do about it.</summary>
    public static ProblemHttpResult Of(int status, string title, string? detail = null) =>
        TypedResults.Problem(title: title, detail: detail, statusCode: status);

    /// <summary>Says what ended a request: a database in trouble, a body that cannot be read, or a mistake of ours, which the log has in full.</summary>
    public static Task OfFailureAsync(HttpContext context)
    {
        var problem = context.Features.Get<IExceptionHandlerFeature>()?.Error switch
        {
            DatabaseUnavailableException failure =>
                Of(StatusCodes.Status503ServiceUnavailable, "The database cannot be used now", failure.Message + ". Jobs go on meanwhile."),
            BadHttpRequestException wrong => Of(wrong.StatusCode, "The request cannot be understood", DetailOf(wrong)),
            _ => Of(
                StatusCodes.Status500InternalServerError, "A mistake of zrepl", "The log of the daemon has it in full; please report it. Jobs are not affected."),
        };
        return problem.ExecuteAsync(context);
    }

    // The reader of JSON knows the member and the place; the web server only that it was the body, and a type of ours.
    private static string DetailOf(BadHttpRequestException failure)
    {
        if (failure.InnerException is not JsonException json) return failure.Message;
        if (Missing().Match(json.Message) is { Success: true } missing) return $"The body lacks {missing.Groups["members"].Value.Replace("'", "", StringComparison.Ordinal)}.";
        if (Null().Match(json.Message) is { Success: true } none) return $"{JsonNamingPolicy.CamelCase.ConvertName(none.Groups["member"].Value)} must not be null.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The body is not the JSON that is wanted here: look at {(json.Path is null or "$" ? "its beginning" : json.Path.TrimStart('$', '.'))}, line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}.");
    }

    // "JSON deserialization for type 'X' was missing required properties including: 'name', 'role'."
    [GeneratedRegex(@"missing required properties(?: including)?: (?<members>'.*')", RegexOptions.CultureInvariant)]
    private static partial Regex Missing();

    // "The constructor parameter 'name' on type 'X' doesn't allow null values. ..."; "The property or field 'name' ..."
    [GeneratedRegex(@"(?:parameter|property or field) '(?<member>\w+)' on type '.*' doesn't allow", RegexOptions.CultureInvariant)]
    private static partial Regex Null();
}
