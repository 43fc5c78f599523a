using System.Text.Json;

namespace Zrepl.Web.Api;

/// <summary>The answers of the control socket.</summary>
internal static class ControlAnswers
{
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public static async Task VersionAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, VersionInformation.OfThisProgram, cancellationToken: context.RequestAborted);
        await context.Response.Body.WriteAsync(LineEnd, context.RequestAborted);
    }
}
