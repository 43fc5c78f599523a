using System.Collections;
using System.Text.Json;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Api;

/// <summary>The answers of the control socket. Each is one JSON value and a line end. Source: spec B1, C1.</summary>
internal sealed class ControlAnswers(
    IStatusFeed feed, JobRequests requests, IRunningZfsCommands commands, EnvironmentConstants constants, InternalJobs internalJobs, ILogger<ControlAnswers> logger)
{
    private const string Json = "application/json";

    // Member names are matched like Go does; unknown ones are passed over.
    private static readonly JsonSerializerOptions Lenient = new() { PropertyNameCaseInsensitive = true };

    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    public async Task VersionAsync(HttpContext context)
    {
        logger.Request(context.Request.Method, context.Request.Path);
        await AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(VersionInformation.OfThisProgram));
    }

    /// <summary>Neither logged nor counted: clients ask every second.</summary>
    public async Task StatusAsync(HttpContext context)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create((string)entry.Key, (string?)entry.Value ?? ""));
        var document = StatusDocuments.Of(feed.Current, internalJobs.Names, commands.Running, constants, environment);
        using var body = new MemoryStream();
        StatusJson.Write(body, document);
        await AnswerAsync(context, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    public async Task SignalAsync(HttpContext context)
    {
        logger.Request(context.Request.Method, context.Request.Path);
        SignalRequest? request;
        try
        {
            request = await JsonSerializer.DeserializeAsync<SignalRequest>(context.Request.Body, Lenient, context.RequestAborted);
        }
        catch (JsonException wrong)
        {
            // Go says EOF to an empty body.
            await ControlSocket.TextAsync(context, StatusCodes.Status400BadRequest, context.Request.ContentLength is null or 0 ? "EOF" : wrong.Message);
            return;
        }

        var problem = Signal(request?.Name ?? "", request?.Op ?? "", request?.Queue ?? false);
        if (problem is null) await AnswerAsync(context, "{}"u8.ToArray());
        else await ControlSocket.TextAsync(context, StatusCodes.Status500InternalServerError, problem);
    }

    // Scripts written for Go zrepl rely on a busy job's refusal, and that nothing follows from it (spec A5).
    private string? Signal(string job, string operation, bool queues)
    {
        if (operation is "wakeup" or "replication" && !queues && feed.Find(job)?.Running is not null) return "already woken up";
        var answer = requests.Signal(Actor.ControlSocket, job, operation);
        logger.Signalled(job, operation, answer.Text);
        return answer.IsSuccess ? null : answer.Text;
    }

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = Json;
        context.Response.ContentLength = body.Length + LineEnd.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.Body.WriteAsync(LineEnd, context.RequestAborted);
    }
}
