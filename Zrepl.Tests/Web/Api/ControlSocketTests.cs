using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Status;
using Zrepl.Engine.Status.Document;
using Zrepl.Tests.Support;

namespace Zrepl.Tests.Web.Api;

/// <summary>The control API of Go zrepl, spoken with the bytes of its client: spec B1, H2.</summary>
public sealed class ControlSocketTests : IAsyncLifetime
{
    private const string OneSnapJob = """[{ type: snap, name: hourly, filesystems: { "tank<": true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 3 }] } }]""";

    private readonly RunningDaemon _daemon = new(OneSnapJob);

    public async ValueTask InitializeAsync() => await _daemon.StartAsync();

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    // What Go's http.Client sends, in its order.
    private async Task<(int Status, string Body)> AskAsync(string path, string body, string method = "POST")
    {
        using var socket = await _daemon.ConnectAsync(_daemon.Limit);
        await using var stream = new NetworkStream(socket);
        var request = $"{method} {path} HTTP/1.1\r\nHost: unix\r\nUser-Agent: Go-http-client/1.1\r\nConnection: close\r\nContent-Length: {body.Length}\r\n"
            + $"Content-Type: application/json\r\nAccept-Encoding: gzip\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), _daemon.Limit);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, _daemon.Limit);
        var text = Encoding.UTF8.GetString(received.ToArray());
        var split = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding: chunked", text[..split], StringComparison.Ordinal);
        return (int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), text[(split + 4)..]);
    }

    [Theory]
    [InlineData("POST", "\"\"")]
    [InlineData("GET", "")]
    [InlineData("POST", "{nonsense")]
    public async Task Version_answers_to_any_method_and_passes_over_the_body_B_01(string method, string body)
    {
        var (status, text) = await AskAsync("/version", body, method);
        Assert.Equal(200, status);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        Assert.StartsWith("{\"Version\":\"v", text, StringComparison.Ordinal);
        Assert.Contains("\"RUNTIMECompiler\":", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "{}")]
    [InlineData("GET", "")]
    public async Task Status_gives_the_document_of_Go_zrepl_B_01(string method, string body)
    {
        var (status, text) = await AskAsync("/status", body, method);
        Assert.Equal(200, status);
        Assert.Equal('\n', text[^1]);
        Assert.Equal(1, text.Count(letter => letter == '\n'));
        Assert.StartsWith("""{"Jobs":{"_control":{"internal":null,"type":"internal"},"hourly":{"snap":{"Pruning":null,"Snapshotting":null},"type":"snap","standing":{"State":""", text, StringComparison.Ordinal);
        Assert.Equal(["_control", "hourly"], StatusJson.Read(Encoding.UTF8.GetBytes(text)).Jobs.Keys);
    }

    [Fact]
    public async Task Status_hides_what_may_be_secret_C_11()
    {
        var environment = JsonDocument.Parse((await AskAsync("/status", "{}")).Body).RootElement.GetProperty("Global").GetProperty("OsEnviron");
        Assert.All(environment.EnumerateArray().Select(entry => entry.GetString()!).Where(entry => entry.StartsWith("HOME=", StringComparison.Ordinal)), entry => Assert.Equal("HOME=***", entry));
        Assert.NotEmpty(environment.EnumerateArray());
    }

    [Fact]
    public async Task A_signal_reaches_the_job_and_is_answered_with_an_empty_object()
    {
        Assert.Equal((200, "{}\n"), await AskAsync("/signal", """{"Name":"hourly","Op":"wakeup"}"""));
        Assert.Equal((200, "{}\n"), await AskAsync("/signal", """{"name":"hourly","OP":"reset","Unknown":[1]}"""));
        Assert.Equal(["wakeup hourly", "reset hourly"], _daemon.Jobs.Heard);
    }

    [Fact]
    public async Task A_refusal_is_bare_text_B_03()
    {
        _daemon.Jobs.Answer = new(JobOutcome.UnknownJob, "Job nope does not exist");
        Assert.Equal((500, "Job nope does not exist\n"), await AskAsync("/signal", """{"Name":"nope","Op":"wakeup"}"""));
    }

    [Theory]
    [InlineData("", "EOF\n")]
    [InlineData("{\"Name\":", null)]
    [InlineData("[]", null)]
    public async Task A_signal_that_is_no_json_is_a_bad_request_B_02(string body, string? text)
    {
        var (status, answer) = await AskAsync("/signal", body);
        Assert.Equal(400, status);
        if (text is not null) Assert.Equal(text, answer);
        Assert.Empty(_daemon.Jobs.Heard);
    }

    /// <summary>Spec A-15: as upstream, nothing follows from waking up a busy job, unless the caller asks for that.</summary>
    [Fact]
    public async Task Waking_up_a_busy_job_is_refused_unless_it_may_queue_A_15()
    {
        _daemon.Jobs.Feed.Publish(new()
        {
            Name = JobName.Parse("hourly"), Kind = JobKind.Snap, Phase = JobPhase.Pruning, Running = new(1, RunReason.Wakeup, DateTimeOffset.UnixEpoch),
        });
        Assert.Equal((500, "already woken up\n"), await AskAsync("/signal", """{"Name":"hourly","Op":"wakeup"}"""));
        Assert.Empty(_daemon.Jobs.Heard);
        Assert.Equal((200, "{}\n"), await AskAsync("/signal", """{"Name":"hourly","Op":"wakeup","Queue":true}"""));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/status/")]
    [InlineData("/nope")]
    [InlineData("/api/v1/jobs")]
    public async Task Anything_else_is_not_found(string path) => Assert.Equal((404, "404 page not found\n"), await AskAsync(path, "{}"));

    [Fact]
    public async Task The_socket_is_gone_after_the_end()
    {
        await _daemon.StopAsync();
        Assert.True(_daemon.Jobs.IsStopped);
        Assert.False(File.Exists(_daemon.SocketPath));
    }

    [Fact]
    public async Task The_rest_api_lists_jobs_and_passes_requests_on()
    {
        var job = Assert.Single(JsonDocument.Parse(await _daemon.Web.GetStringAsync("/api/v1/jobs", _daemon.Limit)).RootElement.EnumerateArray());
        Assert.Equal(("hourly", "snap", "waiting"), (job.GetProperty("name").GetString(), job.GetProperty("type").GetString(), job.GetProperty("state").GetString()));
        var whole = JsonDocument.Parse(await _daemon.Web.GetStringAsync("/api/v1/jobs/hourly/status", _daemon.Limit)).RootElement;
        Assert.Equal("hourly", whole.GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await _daemon.Web.PostAsync("/api/v1/jobs/hourly/wakeup", null, _daemon.Limit)).StatusCode);
        Assert.Equal(["wakeup hourly"], _daemon.Jobs.Heard);
        _daemon.Jobs.Answer = new(JobOutcome.NotRunning, "already reset");
        using var refused = await _daemon.Web.PostAsync("/api/v1/jobs/hourly/reset", null, _daemon.Limit);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("already reset", JsonDocument.Parse(await refused.Content.ReadAsStringAsync(_daemon.Limit)).RootElement.GetProperty("title").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _daemon.Web.GetAsync("/api/v1/jobs/nope", _daemon.Limit)).StatusCode);
    }
}
