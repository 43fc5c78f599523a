using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Metrics;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Data.Entities;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Audit;
using Zrepl.Web.Security.SignIn;
using Zrepl.Web.Security.Tokens;

namespace Zrepl.Tests.Web.Api;

/// <summary>The REST API as programs use it: spec B3, C7.</summary>
public sealed class RestTests : IAsyncLifetime
{
    private readonly RunningDaemon _daemon = new(
        "[{ type: snap, name: hourly, filesystems: { 'tank<': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }]");

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData("jobs/hourly/wakeup", "wakeup hourly")]
    [InlineData("jobs/hourly/replicate", "wakeup hourly Replication")]
    [InlineData("jobs/hourly/prune", "wakeup hourly Pruning")]
    [InlineData("jobs/hourly/snapshot", "snapshot hourly")]
    [InlineData("jobs/hourly/cancel", "reset hourly")]
    [InlineData("jobs/hourly/reset", "reset hourly")]
    [InlineData("jobs/hourly/resume", "resume hourly")]
    [InlineData("jobs/hourly/pause", "pause hourly")]
    public async Task Each_action_reaches_the_job_and_the_audit(string path, string heard)
    {
        using var answer = await _daemon.Web.PostAsync("/api/v1/" + path, null, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([heard], _daemon.Jobs.Heard);
        var entry = await AuditAsync(entry => entry.Action.StartsWith("job.", StringComparison.Ordinal));
        Assert.Equal(("root", "browser", "127.0.0.1", "hourly", true), (entry.Actor, entry.Way, entry.Address, entry.Target, entry.IsDone));
    }

    [Fact]
    public async Task Levels_of_the_log_are_shown_and_set_and_that_is_remembered()
    {
        using var set = await SendAsync(HttpMethod.Put, "/api/v1/log-levels/repl", """{ "level": "debug" }""");
        Assert.Equal(HttpStatusCode.OK, set.StatusCode);
        var levels = await _daemon.Web.GetFromJsonAsync<Dictionary<string, string>>("/api/v1/log-levels", _daemon.Limit);
        Assert.Equal(("debug", "default"), (levels!["repl"], levels["zfs.cmd"])); // an answer has a body
        var entry = await AuditAsync(entry => entry.Action == "log.level");
        Assert.Equal(("root", "repl", "debug", true), (entry.Actor, entry.Target, entry.Detail, entry.IsDone));
        using var loud = await SendAsync(HttpMethod.Put, "/api/v1/log-levels/repl", """{ "level": "loud" }""");
        using var unknown = await SendAsync(HttpMethod.Put, "/api/v1/log-levels/nothing", """{ "level": "debug" }""");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.NotFound), (loud.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task Users_are_added_changed_and_removed_and_the_last_administrator_stays()
    {
        using var added = await SendAsync(HttpMethod.Post, "/api/v1/users", """{ "name": "bert", "password": "long enough for him", "role": "viewer" }""");
        Assert.Equal((HttpStatusCode.Created, "/api/v1/users/bert"), (added.StatusCode, added.Headers.Location?.OriginalString));
        Assert.DoesNotContain("assword", await added.Content.ReadAsStringAsync(_daemon.Limit), StringComparison.Ordinal);
        using var role = await SendAsync(HttpMethod.Put, "/api/v1/users/bert/role", """{ "role": "operator" }""");
        Assert.Equal(HttpStatusCode.NoContent, role.StatusCode);
        using var wrong = await SendAsync(HttpMethod.Put, "/api/v1/users/bert/role", """{ "role": "king" }""");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        using var weak = await SendAsync(HttpMethod.Put, "/api/v1/users/bert/password", """{ "password": "short" }""");
        Assert.Equal(HttpStatusCode.Conflict, weak.StatusCode);
        var users = await _daemon.Web.GetFromJsonAsync<JsonElement>("/api/v1/users", _daemon.Limit);
        Assert.Contains(users.EnumerateArray(), user => user.GetProperty("name").GetString() == "bert" && user.GetProperty("role").GetString() == "operator");
        using var removed = await SendAsync(HttpMethod.Delete, "/api/v1/users/bert", null);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        using var again = await SendAsync(HttpMethod.Delete, "/api/v1/users/bert", null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/api/v1/datasets/zrepl/no/such", null, 404)]
    [InlineData("POST", "/api/v1/datasets/release", """{ "host": "zrepl", "dataset": "no/such", "kind": "step-hold", "path": "no/such@a" }""", 404)]
    [InlineData("POST", "/api/v1/datasets/release", "{", 400)]
    [InlineData("DELETE", "/api/v1/tokens/nonsense", null, 409)]
    [InlineData("GET", "/api/v1/jobs/none/freshness", null, 404)]
    [InlineData("GET", "/api/v1/jobs/hourly/freshness", null, 200)]
    [InlineData("GET", "/api/v1/datasets", null, 200)]
    [InlineData("GET", "/api/v1/jobs/hourly/prune-preview?asOf=yesterday", null, 400)]
    [InlineData("GET", "/api/v1/jobs/none/prune-preview?asOf=30d", null, 404)]
    [InlineData("POST", "/api/v1/config/prune-preview", """{ "job": "hourly", "text": "jobs: [{ type: snap }]" }""", 422)]
    [InlineData("POST", "/api/v1/config/prune-preview", """{ "job": "hourly", "text": "jobs: []" }""", 404)]
    [InlineData("POST", "/api/v1/config/prune-preview", """{ "job": "hourly", "text": "", "asOf": "2001-01-01" }""", 400)]
    [InlineData("GET", "/api/v1/tokens", null, 200)]
    public async Task What_is_not_there_is_told_as_problem_details(string method, string path, string? body, int status)
    {
        using var answer = await SendAsync(new(method), path, body);
        Assert.Equal(status, (int)answer.StatusCode);
        if (status >= 400) Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await _daemon.Web.SendAsync(request, _daemon.Limit);
    }

    [Theory]
    [InlineData("""{ "until": "2036-03-01T06:00:00+01:00" }""", "pause hourly until 2036-03-01T05:00:00Z")]
    [InlineData("{}", "pause hourly")]
    public async Task A_pause_can_have_an_end(string body, string heard)
    {
        using var answer = await PostAsync("/api/v1/jobs/hourly/pause", body);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal([heard], _daemon.Jobs.Heard);
    }

    [Theory]
    [InlineData("""{ "forSeconds": -1 }""", "forSeconds must be positive and at most a year.")]
    [InlineData("""{ "until": "2036-03-01T06:00:00Z", "forSeconds": 60 }""", "Give until or forSeconds, not both.")]
    [InlineData("""{ "until": "tomorrow" }""", null)]
    [InlineData("{", null)]
    public async Task A_pause_that_makes_no_sense_is_told_as_problem_details(string body, string? detail)
    {
        using var answer = await PostAsync("/api/v1/jobs/hourly/pause", body);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        if (detail is not null) Assert.Equal(detail, (await JsonAsync(answer)).GetProperty("detail").GetString());
        Assert.Empty(_daemon.Jobs.Heard);
    }

    [Fact]
    public async Task All_jobs_are_paused_resumed_and_cancelled_at_once()
    {
        Publish(status => status with { CanBeWokenUp = true });
        using var paused = await PostAsync("/api/v1/pause", """{ "forSeconds": 3600 }""");
        Assert.Equal("hourly", Assert.Single((await JsonAsync(paused)).EnumerateArray()).GetProperty("job").GetString());
        Publish(status => status with { CanBeWokenUp = true, IsPaused = true, Running = new(1, RunReason.Wakeup, DateTimeOffset.UtcNow) });
        (await _daemon.Web.PostAsync("/api/v1/resume", null, _daemon.Limit)).Dispose();
        (await _daemon.Web.PostAsync("/api/v1/cancel", null, _daemon.Limit)).Dispose();
        Assert.StartsWith("pause hourly until ", _daemon.Jobs.Heard[0], StringComparison.Ordinal);
        Assert.Equal(["resume hourly", "reset hourly"], _daemon.Jobs.Heard.Skip(1));
    }

    [Theory]
    [InlineData("POST", "users", """{ "role": "viewer" }""", "The body lacks name, password.")]
    [InlineData("POST", "users", """{ "name": "x", "role": "viewer" }""", "The body lacks password.")]
    [InlineData("POST", "users", """{ "name": "x", "password": null, "role": "viewer" }""", "password must not be null.")]
    [InlineData("PUT", "users/root/password", "{}", "The body lacks password.")]
    [InlineData("POST", "config/review", "{}", "The body lacks text.")]
    [InlineData("POST", "jobs/hourly/repair", """{ "way": 1 }""", "The body lacks dataset.")]
    [InlineData("POST", "jobs/hourly/pause", """{ "forSeconds": "abc" }""", "The body is not the JSON that is wanted here: look at forSeconds, line 1, byte 22.")]
    [InlineData("POST", "jobs/hourly/pause", "{", "The body is not the JSON that is wanted here: look at its beginning, line 1, byte 2.")]
    public async Task What_a_body_lacks_is_named(string method, string path, string json, string detail)
    {
        using var answer = await SendAsync(new(method), "/api/v1/" + path, json);
        Assert.Equal((HttpStatusCode.BadRequest, detail), (answer.StatusCode, (await JsonAsync(answer)).GetProperty("detail").GetString()));
        Assert.Empty(_daemon.Jobs.Heard);
        Assert.DoesNotContain("unhandled", await ReadLogAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_who_revoke_one_token_at_once_one_hears_that_it_is_gone()
    {
        var (owner, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        var tokens = _daemon.Services.GetRequiredService<ApiTokens>();
        for (var round = 0; round < 20; round++)
        {
            var (_, token) = await tokens.MakeAsync(owner, "shared", TokenScope.Read, null, _daemon.Limit);
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(HttpMethod.Delete, $"/api/v1/tokens/{token.Id}", null)));
            Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.Conflict],
                answers.Select(answer => answer.StatusCode).Order());
            foreach (var answer in answers) answer.Dispose();
        }
    }

    [Fact]
    public async Task A_refused_action_is_a_problem_with_the_jobs_words_and_stands_in_the_audit()
    {
        _daemon.Jobs.Answer = new(JobOutcome.NotRunning, "already reset");
        using var refused = await _daemon.Web.PostAsync("/api/v1/jobs/hourly/cancel", null, _daemon.Limit);
        Assert.Equal((HttpStatusCode.Conflict, "already reset"), (refused.StatusCode, (await JsonAsync(refused)).GetProperty("title").GetString()));
        Assert.Equal(("job.cancel", "already reset", false),
            (await AuditAsync(entry => !entry.IsDone)) is var entry ? (entry.Action, entry.Detail, entry.IsDone) : default);
        using var unknown = await _daemon.Web.GetAsync("/api/v1/jobs/nope", _daemon.Limit);
        Assert.Equal((HttpStatusCode.NotFound, "Job nope does not exist"), (unknown.StatusCode, (await JsonAsync(unknown)).GetProperty("title").GetString()));
    }

    [Fact]
    public async Task What_the_control_socket_does_stands_in_the_audit_too()
    {
        using var body = new StringContent("""{"Name":"hourly","Op":"wakeup"}""");
        (await _daemon.Control.PostAsync("/signal", body, _daemon.Limit)).Dispose();
        var entry = await AuditAsync(entry => entry.Action == "job.wakeup");
        Assert.Equal(("root", "control socket", "hourly"), (entry.Actor, entry.Way, entry.Target));
    }

    [Fact]
    public async Task Nothing_is_sent_twice_while_nothing_changed()
    {
        using var first = await _daemon.Web.GetAsync("/api/v1/jobs", _daemon.Limit);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs") { Headers = { IfNoneMatch = { first.Headers.ETag! } } }; // lists have one
        using var unchanged = await _daemon.Web.SendAsync(again, _daemon.Limit);
        Assert.Equal((HttpStatusCode.NotModified, ""), (unchanged.StatusCode, await unchanged.Content.ReadAsStringAsync(_daemon.Limit)));

        Publish(status => status with { Description = "changed" });
        using var later = new HttpRequestMessage(HttpMethod.Get, "/api/v1/jobs") { Headers = { IfNoneMatch = { first.Headers.ETag! } } }; // lists have one
        Assert.Equal(HttpStatusCode.OK, (await _daemon.Web.SendAsync(later, _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task Changes_are_told_as_events_until_the_session_ends()
    {
        var (actor, cookie) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        using var browser = Visitors.Browser(_daemon.Address, cookie);
        using var answer = await browser.GetAsync("/api/v1/events", HttpCompletionOption.ResponseHeadersRead, _daemon.Limit);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var seen = new List<string>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(_daemon.Limit)).EnumerateAsync(_daemon.Limit))
        {
            if (item.EventType == "beat") continue;
            var data = JsonDocument.Parse(item.Data).RootElement;
            seen.Add(item.EventType == "removed" ? $"removed {data.GetProperty("removed")}"
                : $"{data.GetProperty("job").GetProperty("name")}: {data.GetProperty("job").GetProperty("description")}");
            if (seen.Count == 1) Publish(status => status with { Description = "changed" });
            if (seen.Count == 2) _daemon.Jobs.Feed.Remove("hourly");
            // who signs in has one
            if (seen.Count == 3) await _daemon.Services.GetRequiredService<Sessions>().EndAsync(actor.SessionId!, "over");
        }

        Assert.Equal(["hourly: ", "hourly: changed", "removed hourly"], seen);
    }

    [Fact]
    public async Task The_document_lists_every_route_for_programs_and_how_to_sign_in()
    {
        using var answer = await _daemon.Web.GetAsync("/openapi/v1.json", _daemon.Limit);
        var document = await JsonAsync(answer);
        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Contains("/api/v1/jobs/{job}/pause", paths);
        Assert.Contains("/api/v1/events", paths);
        Assert.Contains("/healthz", paths);
        Assert.DoesNotContain("/sign-out", paths);
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("token").GetProperty("scheme").GetString());
        Assert.All(document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation =>
            Assert.True(operation.Value.TryGetProperty("summary", out _), operation.ToString()));
    }

    [Fact]
    public async Task Metrics_are_for_tokens_of_that_scope_which_are_for_nothing_else()
    {
        _daemon.Services.GetRequiredService<MetricRegistry>().Gauge("zrepl_test", "for a test").With().Set(7);
        var (owner, _) = await Visitors.SignInAsync(_daemon.Services, Role.Viewer, cancellation: _daemon.Limit);
        var (secret, _) = await _daemon.Services.GetRequiredService<ApiTokens>().MakeAsync(owner, "prometheus", TokenScope.Metrics, null, _daemon.Limit);
        using var nobody = Visitors.Browser(_daemon.Address);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/metrics", _daemon.Limit)).StatusCode);
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", secret);
        Assert.Contains("zrepl_test 7", await nobody.GetStringAsync("/metrics", _daemon.Limit), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await nobody.GetAsync("/api/v1/jobs", _daemon.Limit)).StatusCode);
    }

    [Fact]
    public async Task The_audit_is_read_page_by_page()
    {
        for (var count = 0; count < 3; count++) (await _daemon.Web.PostAsync("/api/v1/jobs/hourly/wakeup", null, _daemon.Limit)).Dispose();
        var audit = _daemon.Services.GetRequiredService<AuditTrail>();
        while ((await audit.ReadAsync(null, "job.wakeup", 10, _daemon.Limit)).Count < 3) _daemon.Limit.ThrowIfCancellationRequested();
        var first = await _daemon.Web.GetFromJsonAsync<JsonElement>("/api/v1/audit?text=job.wakeup&count=2", _daemon.Limit);
        Assert.Equal(2, first.GetArrayLength());
        var second = await _daemon.Web.GetFromJsonAsync<JsonElement>($"/api/v1/audit?text=job.wakeup&count=2&before={first[1].GetProperty("id")}",
            _daemon.Limit);
        Assert.Equal(1, second.GetArrayLength());
        using var wrong = await _daemon.Web.GetAsync("/api/v1/audit?count=0", _daemon.Limit);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    private void Publish(Func<JobStatus, JobStatus> change) => _daemon.Jobs.Feed.Publish(change(_daemon.Jobs.Feed.Find("hourly")!)); // it is configured

    private async Task<AuditEntity> AuditAsync(Func<AuditEntity, bool> wanted)
    {
        while (true) // written behind
        {
            var entries = await _daemon.Services.GetRequiredService<AuditTrail>().ReadAsync(null, "", 100, _daemon.Limit);
            if (entries.FirstOrDefault(wanted) is { } entry) return entry;
        }
    }

    private async Task<string> ReadLogAsync()
    {
        await using var stream = new FileStream(Path.Combine(_daemon.Directory.Path, "log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(_daemon.Limit);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        _daemon.Web.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"), _daemon.Limit);

    private async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(_daemon.Limit)).RootElement;
}
