namespace Zrepl.Engine.Tracing;

/// <summary>Somebody who wants to know when tasks and spans begin and end.</summary>
/// <remarks>
/// Called by the code being traced, on its thread and in its flow, from many threads at once. So a sink must return at once: it queues
/// the event in bounded memory, counts what does not fit, and works elsewhere. A sink that throws is detached.
/// The events of one task arrive in order; each begin comes before its end.
/// </remarks>
public interface ITraceSink
{
    /// <summary>A task or span began.</summary>
    void OnBegin(in TraceEvent begun);

    /// <summary>A task or span ended.</summary>
    void OnEnd(in TraceEvent ended);
}
