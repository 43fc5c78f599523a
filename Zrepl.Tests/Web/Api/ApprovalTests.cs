using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Zrepl.Engine.Jobs;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;
using Zrepl.Tests.Support;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Tests.Web.Api;

/// <summary>Nobody approves what they have not seen, by whichever way they ask (decision 0016).</summary>
public sealed class ApprovalTests : IAsyncLifetime
{
    private const string Path = "/api/v1/jobs/hourly/approve-pruning";

    private readonly RunningDaemon _daemon = new(
        "[{ type: snap, name: hourly, filesystems: { 'tank<': true }, snapshotting: { type: manual }, pruning: { keep: [{ type: last_n, count: 1 }] } }]");

    public async ValueTask InitializeAsync()
    {
        await _daemon.StartAsync();
        _daemon.Jobs.Feed.Publish(_daemon.Jobs.Feed.Find("hourly")! with // it is configured
        {
            PruningHold = new("1a2b", DateTimeOffset.UnixEpoch,
            [
                new(PruneSide.Local, 5, 1, "tank/a", 5, 6) { RulesBefore = "keep: [{type: last_n, count: 10}]", Rules = "keep: [{type: last_n, count: 1}]" },
            ]),
        });
    }

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();

    [Theory]
    [InlineData(null, null)]
    [InlineData("{}", null)]
    [InlineData("""{ "revision": "" }""", null)]
    [InlineData(null, "*")]
    [InlineData(null, "W/\"1a2b\"")]
    public async Task Without_a_revision_nothing_is_approved_and_the_answer_says_where_it_stands(string? body, string? tag)
    {
        using var answer = await PostAsync(body, tag);
        Assert.Equal(HttpStatusCode.PreconditionRequired, answer.StatusCode);
        var detail = (await answer.Content.ReadFromJsonAsync<JsonElement>(_daemon.Limit)).GetProperty("detail").GetString();
        Assert.StartsWith("pruning waits for approval: the changed rules would destroy 5 snapshots of 1 dataset", detail, StringComparison.Ordinal);
        Assert.Contains("GET /api/v1/jobs/hourly/prune-preview", detail, StringComparison.Ordinal);
        Assert.Empty(_daemon.Jobs.Heard);
        Assert.False(await ApprovalInAuditAsync());
    }

    [Theory]
    [InlineData("""{ "revision": "1a2b" }""", null)]
    [InlineData(null, "\"1a2b\"")]
    [InlineData("""{ "revision": "1a2b" }""", "\"1a2b\"")]
    public async Task With_the_revision_that_was_seen_it_goes_to_the_job(string? body, string? tag)
    {
        using var answer = await PostAsync(body, tag);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(["approve-pruning hourly 1a2b"], _daemon.Jobs.Heard);
        Assert.True(await ApprovalInAuditAsync());
    }

    [Fact]
    public async Task Another_revision_is_a_conflict_two_are_a_mistake_and_an_unknown_job_is_not_found()
    {
        _daemon.Jobs.Answer = new(JobOutcome.NotPossible, "the rules are not those of revision \"old\" any more");
        using var wrong = await PostAsync("""{ "revision": "old" }""", null);
        Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        using var two = await PostAsync("""{ "revision": "1a2b" }""", "\"old\"");
        Assert.Equal(HttpStatusCode.BadRequest, two.StatusCode);
        Assert.Equal(["approve-pruning hourly old"], _daemon.Jobs.Heard);
        _daemon.Jobs.Answer = new(JobOutcome.UnknownJob, "Job nope does not exist");
        using var unknown = await _daemon.Web.PostAsync("/api/v1/jobs/nope/approve-pruning", null, _daemon.Limit);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task The_command_line_shows_what_waits_by_which_rules_and_the_command_that_approves_it()
    {
        var shown = await SignalAsync("approve-pruning", "hourly");
        Assert.Equal(new(1, "", $"""
            nothing was approved: an approval names the revision of the rules that were looked at

            job "hourly": pruning waits for approval: the changed rules would destroy 5 snapshots of 1 dataset that the rules before would keep (of tank/a 5 of 6)
            rules before: keep: [{"{"}type: last_n, count: 10{"}"}]
            rules now: keep: [{"{"}type: last_n, count: 1{"}"}]
            revision: 1a2b

            each snapshot that goes, and why:  zrepl prune --dry-run --job hourly
            to let exactly these rules prune:  zrepl signal approve-pruning hourly --revision 1a2b
            to keep what is there, put the rules back in the configuration
            These commands need --config {_daemon.ConfigurationPath}, as this one did.

            """), shown);
        Assert.Empty(_daemon.Jobs.Heard);
        Assert.False(await ApprovalInAuditAsync());

        Assert.Equal(new(0, "", ""), await SignalAsync("approve-pruning", "hourly", "--revision", "1a2b"));
        Assert.Equal(["approve-pruning hourly 1a2b"], _daemon.Jobs.Heard);
        Assert.Equal(new(1, "", "--revision goes with approve-pruning\n"), await SignalAsync("wakeup", "hourly", "--revision", "1a2b"));
    }

    [Fact]
    public async Task The_control_socket_approves_nothing_unseen_either()
    {
        using var bare = await _daemon.Control.PostAsJsonAsync("/signal", new { Name = "hourly", Op = "approve-pruning" }, _daemon.Limit);
        Assert.Equal(HttpStatusCode.InternalServerError, bare.StatusCode); // as all its refusals
        Assert.Contains("zrepl signal approve-pruning hourly --revision 1a2b", await bare.Content.ReadAsStringAsync(_daemon.Limit), StringComparison.Ordinal);
        Assert.Empty(_daemon.Jobs.Heard);
        using var seen = await _daemon.Control.PostAsJsonAsync("/signal", new { Name = "hourly", Op = "approve-pruning", Revision = "1a2b" }, _daemon.Limit);
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        Assert.Equal(["approve-pruning hourly 1a2b"], _daemon.Jobs.Heard);
    }

    [Fact]
    public async Task Rules_of_any_length_leave_room_for_the_command()
    {
        var rules = "keep: [" + string.Concat(Enumerable.Repeat("{type: regex, regex: '.*'}, ", 400)) + "]";
        var side = new HeldSide(PruneSide.Sender, 5, 1, "tank/a", 5, 6) { RulesBefore = rules, Rules = rules };
        _daemon.Jobs.Feed.Publish(_daemon.Jobs.Feed.Find("hourly")! with { PruningHold = new("1a2b", DateTimeOffset.UnixEpoch, [side, side with { Side = PruneSide.Receiver }]) });
        Assert.Contains("hourly --revision 1a2b\n", (await SignalAsync("approve-pruning", "hourly")).Error, StringComparison.Ordinal);
    }

    private Task<CommandRun> SignalAsync(params string[] arguments) => CommandRun.OfAsync(["--config", _daemon.ConfigurationPath, "signal", .. arguments]);

    private async Task<HttpResponseMessage> PostAsync(string? body, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        if (tag is not null) request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await _daemon.Web.SendAsync(request, _daemon.Limit);
    }

    // Written behind.
    private async Task<bool> ApprovalInAuditAsync()
    {
        while (true)
        {
            var entries = await _daemon.Services.GetRequiredService<AuditTrail>().ReadAsync(null, "job.approve-pruning", 100, _daemon.Limit);
            if (entries is [var entry, ..]) return entry.IsDone;
        }
    }
}
