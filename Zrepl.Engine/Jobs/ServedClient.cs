using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Endpoints.Failures;
using Zrepl.Engine.Stalls;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Handles the requests of one client: each is a task below the passive job, carries the job's facts, is seen in its status, and ends with it. Those that follow
/// each other are one recording in the traces.
/// </summary>
/// <param name="job">The passive job.</param>
/// <param name="identity">The client.</param>
/// <param name="session">Where its requests stand in the trace.</param>
/// <param name="clients">Who is being served what.</param>
/// <param name="guard">Looks at streams.</param>
/// <param name="metrics">Counts requests.</param>
/// <param name="clock">Measures them.</param>
internal sealed class ServedClient(
    string job, string identity, ServedSession session, ClientBoard clients, StallGuard guard, ServedRequestMetrics metrics, TimeProvider clock)
{
    /// <summary>A request without a stream.</summary>
    public async Task<T> HandleAsync<T>(string method, string text, Func<CancellationToken, Task<T>> call, CancellationToken caller)
    {
        using var request = clients.Begin(identity, text, isStream: false, caller);
        return await CallAsync(method, "control:///Replication/" + method, text, request, () => call(request.Token), caller);
    }

    /// <summary>A request that takes in a stream; it ends with the call. The stream is looked at, unless the job it comes from does so.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="subject">Dataset and snapshot.</param>
    /// <param name="watch">The stream.</param>
    /// <param name="call">Serves it, until the token is cancelled.</param>
    /// <param name="caller">Ends it.</param>
    public async Task<T> ReceiveAsync<T>(
        string method, StreamSubject subject, StreamWatch watch, Func<ClientBoard.Request, CancellationToken, Task<T>> call, CancellationToken caller)
    {
        var text = $"receive {subject}";
        using var request = clients.Begin(identity, text, isStream: true, caller);
        return await CallAsync(method, "data:///" + method, text, request, () => watch.TryTakeCharge()
            ? guard.RunAsync(subject.Dataset, $"receive {subject.Snapshot} of {identity}", watch, token => call(request, token), request.Token)
            : call(request, request.Token), caller);
    }

    /// <summary>
    /// A request that gives out a stream; unless it fails, whoever has the stream ends the request. Its task in the trace lasts as long, since
    /// the command behind the stream runs below it.
    /// </summary>
    public async Task<ReplicationStream> SendAsync(
        string method, StreamSubject subject, StreamWatch watch, Func<CancellationToken, Task<ReplicationStream>> call, CancellationToken caller)
    {
        var text = $"send {subject}";
        var request = clients.Begin(identity, text, isStream: true, caller);
        var stay = session.Enter();
        using var visit = Tracer.Inherit(stay.Place);
        var task = Begin("data:///" + method, text);
        var began = clock.GetTimestamp();
        var guarded = watch.TryTakeCharge() ? guard.Begin(subject.Dataset, $"send {subject.Snapshot} to {identity}", watch, request.Token) : null;
        try
        {
            var stream = await WatchedAsync(request, task, () => call(guarded?.Token ?? request.Token), caller);
            return new(new ServedStream(stream.Content, request, task, stay, guarded, guarded is null ? null : watch, Ended), stream.UsedResumeToken, stream.ExpectedBytes)
            {
                IsCompressible = stream.IsCompressible,
            };
        }
        catch (Exception failure)
        {
            Ended(isSuccess: false);
            if (guarded is not null) await guarded.DisposeAsync();
            task.Dispose();
            stay.Dispose();
            request.Dispose();
            if (guarded?.Explain(failure) is { } stalled) throw stalled;
            throw;
        }

        void Ended(bool isSuccess) => metrics.Answered(job, method, isSuccess, clock.GetElapsedTime(began));
    }

    private async Task<T> CallAsync<T>(string method, string address, string text, ClientBoard.Request request, Func<Task<T>> call, CancellationToken caller)
    {
        using var stay = session.Enter();
        using var visit = Tracer.Inherit(stay.Place);
        using var task = Begin(address, text);
        var (began, isSuccess) = (clock.GetTimestamp(), false);
        try
        {
            var answer = await WatchedAsync(request, task, call, caller);
            isSuccess = true;
            return answer;
        }
        finally
        {
            metrics.Answered(job, method, isSuccess, clock.GetElapsedTime(began));
        }
    }

    private TraceScope Begin(string address, string text)
    {
        var task = Tracer.StartTaskAndSpan(TraceNames.Handler, TraceNames.HandlerText(job, identity, address));
        task.Tag("zrepl.client", identity);
        task.Tag("zrepl.request", text);
        return task;
    }

    private async Task<T> WatchedAsync<T>(ClientBoard.Request request, TraceScope task, Func<Task<T>> call, CancellationToken caller)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (request.IsEndedByJob && !caller.IsCancellationRequested)
        {
            throw new ServiceEndedException(job, failure);
        }
        catch (Exception failure)
        {
            task.Fail(failure.Message);
            throw;
        }
    }
}
