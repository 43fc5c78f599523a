using System.Collections.Immutable;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.HttpResults;
using Zrepl.Engine.Status;
using Zrepl.Web.Live;
using Zrepl.Web.Security;
using Zrepl.Web.Security.Requests;
using Zrepl.Web.Security.SignIn;

namespace Zrepl.Web.Api;

/// <summary>
/// <c>/api/v1/events</c>: the status of all jobs as server-sent events. Whatever changed is sent, at most twice a second; a slow reader gets the newest state
/// and never an old one. Ends with the session or the token it was opened under, and with the daemon.
/// </summary>
internal static class Events
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    public static void MapEvents(this IEndpointRouteBuilder api) => api.MapGet("/events", Stream).WithTags("jobs").WithMetadata(new StaysOpen())
        .WithSummary("State changes of jobs as server-sent events: event 'job' with a job in short, 'removed' with its name, 'beat' every 15 seconds");

    private static ServerSentEventsResult<EventBody> Stream(string? job, HttpContext context, IStatusFeed feed, TimeProvider clock, LiveSessions live, IHostApplicationLifetime life) =>
        TypedResults.ServerSentEvents(ChangesAsync(job, feed, clock, live, Actor.Of(context.User).LiveKey, life.ApplicationStopping, context.RequestAborted));

    private static async IAsyncEnumerable<SseItem<EventBody>> ChangesAsync(
        string? job, IStatusFeed feed, TimeProvider clock, LiveSessions live, string? hangsOn, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var newest = Channel.CreateBounded<ImmutableArray<JobStatus>>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        using var ended = hangsOn is null ? null : live.Listen(hangsOn, _ => newest.Writer.TryComplete());
        using var end = stopping.Register(() => newest.Writer.TryComplete()); // else the web server waits for the reader to leave
        using var throttle = StatusSubscription.ToAll(feed, jobs =>
        {
            newest.Writer.TryWrite(jobs);
            return Task.CompletedTask;
        }, clock);
        using var beat = clock.CreateTimer(_ => newest.Writer.TryWrite(feed.Current), null, Beat, Beat);
        var sent = ImmutableDictionary.Create<string, JobStatus>(StringComparer.Ordinal);
        await foreach (var jobs in newest.Reader.ReadAllAsync(cancellation))
        {
            var now = jobs.Where(status => job is null || status.Name.Text == job).ToImmutableDictionary(status => status.Name.Text, StringComparer.Ordinal);
            var isSilent = true;
            foreach (var (name, status) in now)
            {
                if (sent.TryGetValue(name, out var before) && ReferenceEquals(before, status)) continue;
                isSilent = false;
                yield return new(new(JobSummary.Of(status, clock.GetUtcNow()), null), "job");
            }

            foreach (var gone in sent.Keys.Where(name => !now.ContainsKey(name)))
            {
                isSilent = false;
                yield return new(new(null, gone), "removed");
            }

            if (isSilent) yield return new(new(null, null), "beat");
            sent = now;
        }
    }

    /// <summary>The data of an event.</summary>
    /// <param name="Job">The job as it stands.</param>
    /// <param name="Removed">Name of a job that is gone.</param>
    internal sealed record EventBody(JobSummary? Job, string? Removed);
}
