using Zrepl.Engine.Endpoints;
using Zrepl.Engine.Tracing;

namespace Zrepl.Engine.Jobs;

/// <summary>
/// Handles the requests of one client: each is a task below the passive job, carries the job's facts, is seen in its status, and ends with it.
/// </summary>
/// <param name="job">The passive job.</param>
/// <param name="identity">The client.</param>
/// <param name="place">Where the job stands in the trace.</param>
/// <param name="clients">Who is being served what.</param>
internal sealed class ServedClient(string job, string identity, Func<TracePlace> place, ClientBoard clients)
{
    /// <summary>A request without a stream.</summary>
    public async Task<T> HandleAsync<T>(string method, string text, Func<CancellationToken, Task<T>> call, CancellationToken caller)
    {
        using var request = clients.Begin(identity, text, isStream: false, caller);
        return await CallAsync("control:///Replication/" + method, request, () => call(request.Token), caller);
    }

    /// <summary>A request that takes in a stream; it ends with the call.</summary>
    public async Task<T> ReceiveAsync<T>(string method, string text, Func<ClientBoard.Request, Task<T>> call, CancellationToken caller)
    {
        using var request = clients.Begin(identity, text, isStream: true, caller);
        return await CallAsync("data:///" + method, request, () => call(request), caller);
    }

    /// <summary>
    /// A request that gives out a stream; unless it fails, whoever has the stream ends the request. Its task in the trace lasts as long, since
    /// the command behind the stream runs below it.
    /// </summary>
    public async Task<ReplicationStream> SendAsync(string method, string text, Func<CancellationToken, Task<ReplicationStream>> call, CancellationToken caller)
    {
        var request = clients.Begin(identity, text, isStream: true, caller);
        using var visit = Tracer.Inherit(place());
        var task = Begin("data:///" + method);
        try
        {
            var stream = await WatchedAsync(request, task, () => call(request.Token), caller);
            return new(new ServedStream(stream.Content, request, task), stream.UsedResumeToken, stream.ExpectedBytes) { IsCompressible = stream.IsCompressible };
        }
        catch
        {
            task.Dispose();
            request.Dispose();
            throw;
        }
    }

    private async Task<T> CallAsync<T>(string method, ClientBoard.Request request, Func<Task<T>> call, CancellationToken caller)
    {
        using var visit = Tracer.Inherit(place());
        using var task = Begin(method);
        return await WatchedAsync(request, task, call, caller);
    }

    private TraceScope Begin(string method) => Tracer.StartTaskAndSpan(TraceNames.Handler, TraceNames.HandlerText(job, identity, method));

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
