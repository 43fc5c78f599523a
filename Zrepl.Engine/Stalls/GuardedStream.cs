using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Stalls;

/// <summary>A stream that is looked at until it is disposed.</summary>
public sealed class GuardedStream : IAsyncDisposable
{
    /// <summary>A pool that does not answer a question within this time has answered it by that.</summary>
    public static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(20);

    private readonly string _dataset;
    private readonly string _step;
    private readonly StreamWatch _watch;
    private readonly StallLimits _limits;
    private readonly IStallBoard _board;
    private readonly Action<StalledStream?>? _shown;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly StallJudge _judge;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _work;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _looking;
    private readonly Dictionary<IStreamEnd, Task<EndFacts>> _asked = []; // questions without an answer so far
    private long _askedAt;
    private StallCause? _told;
    private long _toldAt;
    private TimeSpan _longest;

    internal GuardedStream(
        string dataset, string step, StreamWatch watch, StallLimits limits, IStallBoard board, Action<StalledStream?>? shown,
        TimeProvider clock, ILogger logger, CancellationToken caller)
    {
        (_dataset, _step, _watch, _limits, _board, _shown) = (dataset, step, watch, limits, board, shown);
        (_clock, _logger, _caller) = (clock, logger, caller);
        _judge = new(limits);
        _work = CancellationTokenSource.CreateLinkedTokenSource(caller, watch.Aborted);
        _looking = LookAsync();
    }

    /// <summary>Cancelled with the caller's token, and when the stream has stood still for too long.</summary>
    public CancellationToken Token => _work.Token;

    /// <summary>The failure to tell instead, if the work failed because the guard ended it; else null.</summary>
    public StreamStalledException? Explain(Exception? failure) =>
        _watch.Stalled is { } stalled && !_caller.IsCancellationRequested ? new StreamStalledException(stalled, failure) : null;

    /// <summary>Ends the watch. Harmless when repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_over.IsCancellationRequested) return;
        await _over.CancelAsync();
        await _looking;
        foreach (var question in _asked.Values) _ = question.ContinueWith(static ended => ended.Exception, TaskScheduler.Default); // nobody waits for it any more
        Show(null);
        _work.Dispose();
        _over.Dispose();
    }

    private async Task LookAsync()
    {
        var last = _clock.GetTimestamp();
        _judge.Judge(_watch.Look(), TimeSpan.Zero);
        try
        {
            do
            {
                await Task.Delay(_limits.LookEvery, _clock, _over.Token);
            }
            while (!await LookOnceAsync(Since(ref last)));
        }
        catch (Exception) when (_over.IsCancellationRequested)
        {
            // The stream is over, whatever a question that was under way says about it.
        }
    }

    private TimeSpan Since(ref long last)
    {
        var (before, now) = (last, _clock.GetTimestamp());
        last = now;
        return _clock.GetElapsedTime(before, now);
    }

    // True once the stream was ended.
    private async Task<bool> LookOnceAsync(TimeSpan elapsed)
    {
        var sample = _watch.Look();
        var verdict = _judge.Judge(sample, elapsed);
        if (verdict.State is StallState.Stalled)
        {
            await AbortAsync(verdict, sample);
            return true;
        }

        if (verdict.Quiet == TimeSpan.Zero) _board.Moved();
        Tell(verdict, sample);
        await AskAsync(verdict, sample);
        return false;
    }

    private void Tell(StallVerdict verdict, StreamSample sample)
    {
        if (verdict.State is StallState.Quiet)
        {
            _longest = verdict.Quiet;
            var stalled = WordsOf(verdict, sample);
            Show(stalled);

            // A cause that changes to and fro is not told each time.
            if (_told == verdict.Cause || (_told is not null && _clock.GetElapsedTime(_toldAt) < _limits.WarnAfter)) return;
            (_told, _toldAt) = (verdict.Cause, _clock.GetTimestamp());
            _logger.StreamIsQuiet(stalled.Text, stalled.WhatToDo);
        }
        else if (_told is not null)
        {
            _told = null;
            _logger.StreamMovesAgain(_dataset, _step, _longest);
            Show(null);
        }
    }

    private async Task AbortAsync(StallVerdict verdict, StreamSample sample)
    {
        var stalled = WordsOf(verdict, sample);
        _logger.StreamIsAborted(stalled.Text, stalled.WhatToDo);
        Show(stalled);
        await _watch.AbortAsync(stalled);
    }

    private void Show(StalledStream? stalled)
    {
        _board.Show(_watch, stalled);
        _shown?.Invoke(stalled);
    }

    private StalledStream WordsOf(StallVerdict verdict, StreamSample sample) =>
        StallWords.Of(_dataset, _step, verdict, sample, _watch, _clock.GetUtcNow());

    // Early enough for two answers before somebody is told, since only the second can show that something was stored; rarely once it was told.
    private async Task AskAsync(StallVerdict verdict, StreamSample sample)
    {
        if (verdict.Quiet < _limits.WarnAfter / 4) return;
        var pause = verdict.State is StallState.Quiet ? _limits.WarnAfter : _limits.WarnAfter / 2;
        if (_askedAt != 0 && _clock.GetElapsedTime(_askedAt) < pause) return;
        var isReceiver = StallJudge.IsReceiversTurn(sample);
        if ((isReceiver ? _watch.Receiver : _watch.Sender) is not { } end) return;
        _askedAt = Math.Max(1, _clock.GetTimestamp()); // 0 means never
        var facts = await AnswerOfAsync(end);
        if (isReceiver) _judge.ReceiverSaid(facts);
        else _judge.SenderSaid(facts);
    }

    // The stream goes on meanwhile, if it can; only the next look at it waits. An end that is silent is asked nothing more before it has answered: that would hang beside
    // the first question, for as long as its pool does.
    private async Task<EndFacts> AnswerOfAsync(IStreamEnd end)
    {
        if (_asked.TryGetValue(end, out var question) && !question.IsCompleted) return EndFacts.Silent;
        try
        {
            if (question is null) _asked[end] = question = end.AskAsync(_over.Token);
            var facts = await question.WaitAsync(LongestAnswer, _clock, _over.Token);
            _asked.Remove(end);
            return facts;
        }
        catch (TimeoutException) when (question is { IsCompleted: false })
        {
            _logger.EndDoesNotTell(_dataset, _step, end.Description, "no answer in time");
            return EndFacts.Silent;
        }
        catch (Exception failure) when (!_over.IsCancellationRequested) // a question that fails must not end what it was asked about
        {
            _asked.Remove(end);
            _logger.EndDoesNotTell(_dataset, _step, end.Description, failure.Message);
            return EndFacts.None;
        }
    }
}
