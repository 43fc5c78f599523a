using System.Collections.Immutable;

namespace Zrepl.Web.Live.Previews;

/// <summary>
/// Keeps previews from slowing the replication, since each lists datasets here and on the other side and may compute for minutes: one at a time for a job,
/// few in all. Whoever asks what somebody waits for already gets the same answer; what nobody waits for any more is given up.
/// </summary>
internal sealed class SharedPreviews(IPrunePreviews previews) : IPrunePreviews, IDisposable
{
    private const int AtOnce = 2;
    private const int Rows = 64; // a name of a job has its row; a few share one, and wait for each other too

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Job, DateTimeOffset? AsOf), Asked> _asked = [];
    private readonly SemaphoreSlim[] _oneByOne = [.. Enumerable.Range(0, Rows).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly SemaphoreSlim _together = new(AtOnce, AtOnce);

    /// <inheritdoc/>
    public async Task<ImmutableArray<PrunePreviewSide>?> OfAsync(string job, PruneQuestion question, CancellationToken cancellation)
    {
        if (question.Edited is not null) return await InTurnAsync(job, question, cancellation); // nobody else asks the same
        var asked = Join(job, question);
        try
        {
            return await asked.Answer.WaitAsync(cancellation);
        }
        finally
        {
            await LeaveAsync((job, question.AsOf), asked);
        }
    }

    public void Dispose()
    {
        _together.Dispose();
        foreach (var row in _oneByOne) row.Dispose();
    }

    private Asked Join(string job, PruneQuestion question)
    {
        var key = (job, question.AsOf);
        lock (_lock)
        {
            if (!_asked.TryGetValue(key, out var asked) || asked.Answer.IsCompleted)
            {
                var end = new CancellationTokenSource();
                _asked[key] = asked = new(Task.Run(() => InTurnAsync(job, question, end.Token)), end); // whoever waits awaits it, the last one to leave ends it
            }

            asked.Waiting++;
            return asked;
        }
    }

    private async Task LeaveAsync((string, DateTimeOffset?) key, Asked asked)
    {
        lock (_lock)
        {
            if (--asked.Waiting > 0) return;
            if (_asked.GetValueOrDefault(key) == asked) _asked.Remove(key);
        }

        await asked.End.CancelAsync();
    }

    private async Task<ImmutableArray<PrunePreviewSide>?> InTurnAsync(string job, PruneQuestion question, CancellationToken cancellation)
    {
        var own = _oneByOne[(uint)StringComparer.Ordinal.GetHashCode(job) % Rows];
        await own.WaitAsync(cancellation);
        try
        {
            await _together.WaitAsync(cancellation);
            try
            {
                return await previews.OfAsync(job, question, cancellation);
            }
            finally
            {
                _together.Release();
            }
        }
        finally
        {
            own.Release();
        }
    }

    private sealed record Asked(Task<ImmutableArray<PrunePreviewSide>?> Answer, CancellationTokenSource End)
    {
        public int Waiting { get; set; }
    }
}
