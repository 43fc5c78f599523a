using Zrepl.Engine.Endpoints;
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
internal sealed class ServedClient(string job, string identity, ServedSession session, ClientBoard clients)
{
    /// <summary>A request without a stream.</summary>
    public async Task<T> HandleAsync<T>(string method, string text, Func<CancellationToken, Task<T>> call, CancellationToken caller)
    {
        using var request = clients.Begin(identity, text, isStream: false, caller);
        return await CallAsync("control:///Replication/" + method, text, request, () => call(request.Token), caller);
    }

    /// <summary>A request that takes in a stream; it ends with the call.</summary>
    public async Task<T> ReceiveAsync<T>(string method, string text, Func<ClientBoard.Request, Task<T>> call, CancellationToken caller)
    {
        using var request = clients.Begin(identity, text, isStream: true, caller);
        return await CallAsync("data:///" + method, text, request, () => call(request), caller);
    }

    /// <summary>
    /// A request that gives out a stream; unless it fails, whoever has the stream ends the request. Its task in the trace lasts as long, since
    /// the command behind the stream runs below it.
    /// </summary>
    public async Task<ReplicationStream> SendAsync(string method, string text, Func<CancellationToken, Task<ReplicationStream>> call, CancellationToken caller)
    {
        var request = clients.Begin(identity, text, isStream: true, caller);
        var stay = session.Enter();
        using var visit = Tracer.Inherit(stay.Place);
        var task = Begin("data:///" + method, text);
        try
        {
            var stream = await WatchedAsync(request, task, () => call(request.Token), caller);
            return new(new ServedStream(stream.Content, request, task, stay), stream.UsedResumeToken, stream.ExpectedBytes) { IsCompressible = stream.IsCompressible };
        }
        catch
        {
            task.Dispose();
            stay.Dispose();
            request.Dispose();
            throw;
        }
    }

    private async Task<T> CallAsync<T>(string method, string text, ClientBoard.Request request, Func<Task<T>> call, CancellationToken caller)
    {
        using var stay = session.Enter();
        using var visit = Tracer.Inherit(stay.Place);
        using var task = Begin(method, text);
        return await WatchedAsync(request, task, call, caller);
    }

    private TraceScope Begin(string method, string text)
    {
        var task = Tracer.StartTaskAndSpan(TraceNames.Handler, TraceNames.HandlerText(job, identity, method));
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
