using System.Collections.Immutable;
using Zrepl.Tests.Support;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Tests.Web.Live;

/// <summary>Previews are computed one at a time for a job, few in all, and never twice for the same question.</summary>
public sealed class SharedPreviewsTests : IPrunePreviews, IDisposable
{
    private readonly CancellationTokenSource _limit = new(Deadline.OfATest);
    private readonly Lock _lock = new();
    private readonly List<(string Question, TaskCompletionSource Go)> _begun = [];
    private readonly List<string> _ended = [];
    private readonly SharedPreviews _previews;

    public SharedPreviewsTests() => _previews = new(this);

    public void Dispose()
    {
        _previews.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task Who_asks_what_somebody_waits_for_gets_the_same_answer()
    {
        var first = AskAsync("a");
        var go = await BegunAsync("a");
        var second = AskAsync("a");
        go.SetResult();
        Assert.Equal(["a"], (await first)!.Value.Select(side => side.Problem));
        await second;
        Assert.Equal(["a"], Begun());
        var later = AskAsync("a"); // not remembered
        (await BegunAsync("a", nth: 2)).SetResult();
        await later;
    }

    [Fact]
    public async Task One_job_is_looked_at_once_at_a_time_and_all_of_them_at_most_twice()
    {
        var days = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var now = AskAsync("a");
        var goNow = await BegunAsync("a");
        var then = AskAsync("a", days);
        var other = AskAsync("b");
        var goOther = await BegunAsync("b");
        var third = AskAsync("c");
        goOther.SetResult();
        await other;
        (await BegunAsync("c")).SetResult();
        await third;
        Assert.Equal(["a", "b", "c"], Begun());
        goNow.SetResult();
        await now;
        (await BegunAsync("a 2027")).SetResult();
        await then;
    }

    [Fact]
    public async Task What_nobody_waits_for_any_more_is_given_up_and_no_sooner()
    {
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var first = _previews.OfAsync("a", new(), leaves.Token);
        var go = await BegunAsync("a");
        var second = AskAsync("a");
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.SetResult();
        await second;

        using var alone = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token);
        var third = _previews.OfAsync("a", new(), alone.Token);
        await BegunAsync("a", nth: 2);
        await alone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        while (true)
        {
            lock (_lock) if (_ended.Contains("a given up")) return;
            await Task.Delay(5, _limit.Token);
        }
    }

    /// <inheritdoc/>
    async Task<ImmutableArray<PrunePreviewSide>?> IPrunePreviews.OfAsync(string job, PruneQuestion question, CancellationToken cancellation)
    {
        var text = question.AsOf is { } time ? $"{job} {time.Year}" : job;
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _begun.Add((text, go));
        try
        {
            await go.Task.WaitAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            lock (_lock) _ended.Add(text + " given up");
            throw;
        }

        return [new(default, text, [])];
    }

    private Task<ImmutableArray<PrunePreviewSide>?> AskAsync(string job, DateTimeOffset? asOf = null) => _previews.OfAsync(job, new() { AsOf = asOf }, _limit.Token);

    private List<string> Begun()
    {
        lock (_lock) return [.. _begun.Select(one => one.Question)];
    }

    private async Task<TaskCompletionSource> BegunAsync(string question, int nth = 1)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_begun.Where(one => one.Question == question).Skip(nth - 1).FirstOrDefault() is { Go: { } go }) return go;
            }

            await Task.Delay(5, _limit.Token);
        }
    }
}
