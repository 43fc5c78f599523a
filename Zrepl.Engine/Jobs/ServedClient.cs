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

    /// <summary>A request that gives out a stream; unless it fails, whoever has the stream ends the request.</summary>
    public async Task<T> SendAsync<T>(string method, string text, Func<ClientBoard.Request, Task<T>> call, CancellationToken caller)
    {
        var request = clients.Begin(identity, text, isStream: true, caller);
        try
        {
            return await CallAsync("data:///" + method, request, () => call(request), caller);
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    private async Task<T> CallAsync<T>(string method, ClientBoard.Request request, Func<Task<T>> call, CancellationToken caller)
    {
        using var visit = Tracer.Inherit(place());
        using var task = Tracer.StartTaskAndSpan(TraceNames.Handler, TraceNames.HandlerText(job, identity, method));
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
