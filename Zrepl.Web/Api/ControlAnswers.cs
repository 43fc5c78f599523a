using System.Collections;
using System.Text.Json;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Configuration.Variables;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Web.Live;
using Zrepl.Web.Live.Configuring;
using Zrepl.Web.Live.Repairs;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Actions;

namespace Zrepl.Web.Api;

/// <summary>The answers of the control socket. Each is one JSON value and a line end. Source: spec B1, C1.</summary>
internal sealed class ControlAnswers(
    IStatusFeed feed, JobRequests requests, IRunningZfsCommands commands, EnvironmentConstants constants, ConfigurationInForce configuration, IConfigurationReload reload, IPprofListener pprof,
    RepairDesk repairs, LogLevelDesk levels, TimeProvider clock, ILogger<ControlAnswers> logger)
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
        var document = StatusDocuments.Of(feed.Current, InternalJobs.Of(configuration.Current.Global), commands.Running, constants, environment);
        using var body = new MemoryStream();
        StatusJson.Write(body, document);
        await AnswerAsync(context, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    /// <summary>Not in Go zrepl: how the jobs are.</summary>
    public Task HealthAsync(HttpContext context) =>
        AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(feed.Current.Select(job => JobHealthAnswer.Of(job, clock.GetUtcNow()))));

    public async Task SignalAsync(HttpContext context)
    {
        logger.Request(context.Request.Method, context.Request.Path);
        if (await ReadAsync<SignalRequest>(context) is not { IsGood: true, Body: var request }) return;
        var (job, operation) = (request?.Name ?? "", request?.Op ?? "");
        if (operation == "reload")
        {
            await ReloadAsync(context);
            return;
        }

        if (operation == "log-level") // of the daemon too; its "job" is an assignment
        {
            if (levels.Set(Actor.ControlSocket, job) is { } problem) await ControlSocket.TextAsync(context, StatusCodes.Status500InternalServerError, problem);
            else await AnswerAsync(context, "{}"u8.ToArray());
            return;
        }

        using var run = request is { Wait: true } && StartsRun(operation) ? new AwaitedRun(feed, job) : null;
        var answer = Signal(job, operation, request?.Queue ?? false, request?.Revision);
        if (!answer.IsSuccess) await ControlSocket.TextAsync(context, StatusCodes.Status500InternalServerError, answer.Text);
        else if (run is null) await AnswerAsync(context, "{}"u8.ToArray());
        else await AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(await run.EndAsync(answer, context.RequestAborted)));
    }

    // Not in Go zrepl. Of the daemon, not of a job.
    private async Task ReloadAsync(HttpContext context)
    {
        if (await reload.ReloadAsync(context.RequestAborted) is null)
            await ControlSocket.TextAsync(context, StatusCodes.Status500InternalServerError, "the configuration was not reloaded, the old one stays in force: zrepl configcheck tells why");
        else await AnswerAsync(context, "{}"u8.ToArray());
    }

    /// <summary>True if a run follows from the operation, for which one can wait.</summary>
    public static bool StartsRun(string operation) => operation is "wakeup" or "replication" or "replicate" or "prune";

    public async Task PprofAsync(HttpContext context)
    {
        logger.Request(context.Request.Method, context.Request.Path);
        if (await ReadAsync<PprofRequest>(context) is not { IsGood: true, Body: var request }) return;
        HostPort? address = null;
        var problem = request is { Run: true } && !HostPort.TryParse(request.HttpListenAddress ?? "", out address, out var wrong)
            ? wrong
            : await pprof.ListenAsync(address, context.RequestAborted);
        if (problem is null) await AnswerAsync(context, "{}"u8.ToArray());
        else await ControlSocket.TextAsync(context, StatusCodes.Status500InternalServerError, problem);
    }

    /// <summary>Not in Go zrepl: how the copy of a dataset stands, and going one of the ways out.</summary>
    public async Task RepairAsync(HttpContext context)
    {
        logger.Request(context.Request.Method, context.Request.Path);
        if (await ReadAsync<RepairOrder>(context) is not { IsGood: true, Body: var order }) return;
        var (job, dataset) = (order?.Job ?? "", order?.Dataset ?? "");
        var reply = order is { Way: > 0 }
            ? await repairs.RunAsync(Actor.ControlSocket, job, dataset, order.Way, order.Revision)
            : await repairs.LookAsync(job, dataset, context.RequestAborted);
        var answer = reply switch
        {
            RepairReply.Shown shown => new RepairOrderAnswer(null, RepairAnswer.Of(shown.Plan)),
            RepairReply.Done done => new RepairOrderAnswer(done.Way.What, RepairAnswer.Of(done.Now)),
            RepairReply.Refused { Now: { } now } refused => new RepairOrderAnswer(null, RepairAnswer.Of(now)) { Refused = refused.Reason },
            _ => null,
        };
        if (answer is not null) await AnswerAsync(context, JsonSerializer.SerializeToUtf8Bytes(answer));
        else await ControlSocket.TextAsync(context, StatusCodes.Status500InternalServerError, reply is RepairReply.Interrupted interrupted ? interrupted.Reason : ((RepairReply.Refused)reply).Reason);
    }

    // A body that is no JSON is answered here; Go says EOF to an empty one.
    private static async Task<(bool IsGood, T? Body)> ReadAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            return (true, await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Lenient, context.RequestAborted));
        }
        catch (JsonException wrong)
        {
            await ControlSocket.TextAsync(context, StatusCodes.Status400BadRequest, context.Request.ContentLength is null or 0 ? "EOF" : wrong.Message);
            return (false, null);
        }
    }

    // Scripts written for Go zrepl rely on a busy job's refusal, and that nothing follows from it (spec A5).
    private JobAnswer Signal(string job, string operation, bool queues, string? revision)
    {
        if (operation is "wakeup" or "replication" && !queues && feed.Find(job)?.Running is not null) return new(JobOutcome.AlreadyPending, "already woken up");
        var answer = requests.Signal(Actor.ControlSocket, job, operation, revision);
        logger.Signalled(job, operation, answer.Outcome is JobOutcome.RevisionNeeded ? ApprovalWords.NothingApproved : answer.Text);
        return answer;
    }

    private static async Task AnswerAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentType = Json;
        context.Response.ContentLength = body.Length + LineEnd.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
        await context.Response.Body.WriteAsync(LineEnd, context.RequestAborted);
    }
}
