using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Snapshotting;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Status;
using Zrepl.Engine.Tracing;
using Zrepl.Engine.Transport;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// A sink or source job: listens, serves, and tries again if it cannot listen, visibly failed until then (BAD-21). Source: spec 2.5.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "Without a timer or wait handle there is nothing to give back, and a late caller must find it alive.")]
internal abstract class PassiveJob : Job, IPassiveService
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMinutes(15);

    // A question that ZFS answers at once unless something is wrong.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);
    private static readonly (string Text, string WhatToDo) NoAnswer = (
        $"zfs has not answered for {LongestLook.TotalMinutes:0} minutes: a pool may be suspended, or very busy",
        "Look at zpool status and the kernel's messages (dmesg). What clients ask for may wait as long. This goes away by itself once zfs answers.");

    private readonly string _type;
    private readonly ServeDefinition _serve;
    private readonly CancellationTokenSource _retired = new();
    private readonly ConcurrentDictionary<string, ISender> _senders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReceiver> _receivers = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<ServedSession> _sessions = [];
    private readonly ClientBoard _clients;
    private readonly StallGuard _guard;
    private readonly Lock _problems = new();
    private Task _rest = Task.CompletedTask;
    private TracePlace _place;
    private long _served;
    private JobProblem? _ofListening;
    private JobProblem? _ofZfs;
    private bool _isListening;
    private JobRunState _state = JobRunState.Unknown;

    protected PassiveJob(
        JobDefinition definition, ServeDefinition serve, Func<Action<SnapshotRunResult>, JobSnapshots>? snapshots, JobServices services, StatusBoard board, ILogger logger)
        : base(definition, services, board, logger)
    {
        (_type, _serve) = (definition.Type, serve);
        _clients = new(board, services.Clock);
        _guard = new(definition.Stall with { LeavesPeersAlone = true }, new StallBoard(board), services.Clock, services.Loggers.CreateLogger<StallGuard>());
        Snapshots = snapshots?.Invoke(SnapshotsFinished);
    }

    // Streams go on beside the next definition, which would else never come where there is always one.
    public sealed override bool IsBusy => Snapshots is { IsRunning: true };

    public sealed override Task Rest => Volatile.Read(ref _rest);

    protected JobSnapshots? Snapshots { get; }

    /// <summary>Why clients would find no ZFS to work with, and what to do; null if they do.</summary>
    protected virtual Task<(string Text, string WhatToDo)?> LookAtZfsAsync(CancellationToken cancellation) =>
        PassiveZfsCheck.OfHostAsync(Services.Endpoints.Zfs, cancellation);

    /// <summary>The endpoint for a client, or null if the job has none of this kind.</summary>
    protected virtual ISender? MakeSender(string clientIdentity) => null;

    /// <summary>The endpoint for a client, or null if the job has none of this kind.</summary>
    protected virtual IReceiver? MakeReceiver(string clientIdentity, Func<ServedClient> client) => null;

    /// <summary>What the job does besides serving, until it ends.</summary>
    protected virtual Task AccompanyAsync(CancellationToken end) => Task.CompletedTask;

    public sealed override async Task RunAsync(CancellationToken shutdown)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var life = LiveAsync(released, shutdown);
        Volatile.Write(ref _rest, EndAsync(life, released.Task));
        await await Task.WhenAny(released.Task, life);
    }

    public sealed override void TakeOver(Job before)
    {
        if (before is PassiveJob passive) _clients.TakeOver(passive._clients);
    }

    private async Task EndAsync(Task life, Task released)
    {
        try
        {
            await life;
        }
        catch (Exception failure)
        {
            if (released.IsCompleted) Logger.RestEndedUnexpectedly(failure); // else it ends the job
        }
    }

    // Told to retire it lets nobody come any more and gives the address free; streams and calls under way go on until they end.
    private async Task LiveAsync(TaskCompletionSource released, CancellationToken shutdown)
    {
        using var scope = JobScope.Enter(Name.Text);
        using var task = Tracer.StartTaskAndSpan(TraceNames.PassiveSideJob, Name.Text);
        _place = Tracer.Here; // requests of clients are handled there
        using var end = CancellationTokenSource.CreateLinkedTokenSource(shutdown);
        using var retiring = CancellationTokenSource.CreateLinkedTokenSource(shutdown, _retired.Token);
        var snapshots = Snapshots is null ? Task.CompletedTask : Task.Run(() => SnapshotAsync(Snapshots, retiring.Token), CancellationToken.None);
        var watching = Services.WatchesZfs ? Task.Run(() => WatchZfsAsync(retiring.Token), CancellationToken.None) : Task.CompletedTask;
        var accompanying = Task.Run(() => AccompanyAsync(retiring.Token), CancellationToken.None);
        var beside = Task.WhenAll(snapshots, watching, accompanying);
        var connections = Task.CompletedTask;
        try
        {
            while (!retiring.IsCancellationRequested) connections = await ServeOnceAsync(retiring.Token, end.Token);
            await beside;
            released.TrySetResult();
            await _clients.Ended.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it throws only when cancelled
        }
        finally
        {
            await retiring.CancelAsync();
            await end.CancelAsync();
            await Task.WhenAll(beside, connections, _clients.CloseAsync());
            foreach (var session in _sessions) session.Close();
        }
    }

    public ISender? SenderFor(string clientIdentity)
    {
        if (_senders.TryGetValue(clientIdentity, out var known)) return known;
        if (MakeSender(clientIdentity) is not { } made) return null;
        return _senders.GetOrAdd(clientIdentity, new ServedSender(made, Serve(clientIdentity)));
    }

    public IReceiver? ReceiverFor(string clientIdentity)
    {
        if (_receivers.TryGetValue(clientIdentity, out var known)) return known;
        if (MakeReceiver(clientIdentity, () => Serve(clientIdentity)) is not { } made) return null;
        return _receivers.GetOrAdd(clientIdentity, made);
    }

    public sealed override JobAnswer Wakeup(RunScope scope) => JobAnswer.NotPossible($"job \"{Name}\" of type {Kind.Word()} cannot be woken up");

    public sealed override JobAnswer Reset() => JobAnswer.AlreadyReset;

    public sealed override JobAnswer Snapshot() => Snapshots?.Snapshot() ?? base.Snapshot();

    public sealed override JobAnswer ResetSnapshotting() => Snapshots?.Cancel() ?? base.ResetSnapshotting();

    protected sealed override void Retiring(JobDefinition? next)
    {
        _clients.Retire(identity => IsAdmittedBy(next, identity));
        _retired.Cancel();
    }

    // Jobs of this daemon come and go with the same configuration, which decides about each by itself.
    private bool IsAdmittedBy(JobDefinition? next, ClientIdentity identity) => _serve is ServeDefinition.Local
        || (next is { IsEnabled: true } && next.Type == _type && ServeOf(next)?.Admits(identity) == true);

    private static ServeDefinition? ServeOf(JobDefinition definition) => definition switch
    {
        SinkJobDefinition sink => sink.Serve,
        SourceJobDefinition source => source.Serve,
        _ => null,
    };

    private async Task SnapshotAsync(JobSnapshots snapshots, CancellationToken end)
    {
        try
        {
            _state = await Services.States.LoadAsync(Name, end); // beside the listening, which needs nothing of it
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }

        snapshots.Remember(_state.SnapshotTrouble);
        await snapshots.RunAsync(end);
    }

    // Nothing else of a passive job outlives the process.
    private void SnapshotsFinished(SnapshotRunResult result)
    {
        if (Snapshots!.Trouble == _state.SnapshotTrouble) return; // it is there by the time a round has ended
        _state = _state with { SnapshotTrouble = Snapshots.Trouble };
        Services.States.Save(Name, _state);
    }

    private ServedClient Serve(string clientIdentity)
    {
        var session = new ServedSession(Name.Text, clientIdentity, () => _place, () => Interlocked.Increment(ref _served), Services.Clock);
        _sessions.Add(session);
        return new(Name.Text, clientIdentity, session, _clients, _guard, Services.Metrics.Requests, Services.Clock);
    }

    private async Task<Task> ServeOnceAsync(CancellationToken retiring, CancellationToken end)
    {
        try
        {
            var listener = Services.ListenerFor(_serve);
            var connections = await listener.ServeAsync(_serve, Name, this, Listening, retiring, end);
            return retiring.IsCancellationRequested ? connections : throw new InvalidOperationException("The listener ended by itself.");
        }
        catch (TransportNotSupportedException failure)
        {
            Logger.CannotServe(failure.Message);
            Fail(failure.Message, "Use another transport in the job's serve section, or another build.");
            await NeverAsync(retiring);
        }
        catch (Exception failure) when (!retiring.IsCancellationRequested)
        {
            Logger.CannotListen(Services.Options.RetryAfter, failure);
            Fail($"cannot listen: {failure.Message}", $"Free or correct the address. zrepl tries again every {Services.Options.RetryAfter.TotalSeconds:0} s.");
            await PauseAsync(retiring);
        }
        catch (Exception) when (retiring.IsCancellationRequested) // what a listener says while it is being closed is not worth telling
        {
        }

        return Task.CompletedTask;
    }

    private void Listening()
    {
        Logger.Listening(Board.Now.Peer);
        lock (_problems)
        {
            (_isListening, _ofListening) = (true, null);
            Show();
        }
    }

    private void Fail(string text, string whatToDo)
    {
        lock (_problems)
        {
            (_isListening, _ofListening) = (false, Problem(text, whatToDo, _ofListening));
            Show();
        }
    }

    // A job that listens although none of its clients could be served would look well until the first of them fails.
    private async Task WatchZfsAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var look = FindZfsProblemAsync(end);
            if (!await EndsInTimeAsync(look, end)) ShowZfs(NoAnswer); // it is waited for all the same: another one would hang beside it
            var found = await look;
            if (end.IsCancellationRequested) return;
            ShowZfs(found);
            await DelayAsync(_ofZfs is null ? LookAgainAfter : Services.Options.RetryAfter, end);
        }
    }

    private async Task<bool> EndsInTimeAsync(Task look, CancellationToken end)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(end);
        var ended = await Task.WhenAny(look, Task.Delay(LongestLook, Services.Clock, enough.Token)) == look || end.IsCancellationRequested;
        await enough.CancelAsync();
        return ended;
    }

    private void ShowZfs((string Text, string WhatToDo)? found)
    {
        if (found is { } news && _ofZfs?.Text != news.Text) Logger.CannotUseZfs(news.Text);
        lock (_problems)
        {
            _ofZfs = found is { } problem ? Problem(problem.Text, problem.WhatToDo, _ofZfs) : null;
            Show();
        }
    }

    private async Task<(string Text, string WhatToDo)?> FindZfsProblemAsync(CancellationToken end)
    {
        try
        {
            return await LookAtZfsAsync(end);
        }
        catch (Exception failure)
        {
            return (FailureText.Of(failure), "zrepl looks again by itself. Requests of clients tell more if they fail, too.");
        }
    }

    private JobProblem Problem(string text, string whatToDo, JobProblem? before) =>
        new(text, whatToDo, before?.Text == text ? before.Since : Services.Clock.GetLocalNow());

    // Within the lock, so that the newest is what stays. Before it listens or has failed to, a job has no phase of ours.
    private void Show()
    {
        var problem = _ofListening ?? _ofZfs;
        if (!_isListening && _ofListening is null) return;
        var phase = problem is null ? JobPhase.Serving : JobPhase.Failed;
        Board.Change(now => now.Phase == phase && now.Problem == problem ? now : now with { Phase = phase, Problem = problem });
    }

    private Task PauseAsync(CancellationToken end) => DelayAsync(Services.Options.RetryAfter, end);

    private Task NeverAsync(CancellationToken end) => DelayAsync(Timeout.InfiniteTimeSpan, end);

    private async Task DelayAsync(TimeSpan time, CancellationToken end)
    {
        try { await Task.Delay(time, Services.Clock, end); }
        catch (OperationCanceledException) { } // the loop looks at the token
    }
}
