using Zrepl.Engine.Tracing.Runs;
using Zrepl.Web.Security.Audit;

namespace Zrepl.Web.Security.Actions;

/// <summary>The one way by which people and programs record everything the daemon does: looks whether they may, and writes down who did.</summary>
internal sealed class RecordingDesk(EverythingRecorder recorder, AuditTrail audit)
{
    private const string Begin = "trace.record";
    private const string End = "trace.stop";

    /// <summary>The recording under way, or null.</summary>
    public RunTraceName? Current => recorder.Current;

    /// <summary>Begins to record. If that is being done already, it goes on as it was asked for.</summary>
    /// <returns>The recording.</returns>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not ours.</exception>
    public RunTraceName Start(Actor actor, TimeSpan length)
    {
        audit.Demand(actor, Role.Operator, Begin);
        var name = recorder.Start(length);
        audit.Done(actor, Begin, name.ToString(), $"{length.TotalSeconds:0} s");
        return name;
    }

    /// <summary>Ends the recording under way and waits until it is written; nothing happens if there is none.</summary>
    /// <exception cref="SecurityRefusedException">They may not.</exception>
    public async Task StopAsync(Actor actor)
    {
        audit.Demand(actor, Role.Operator, End);
        var ended = recorder.Current;
        await recorder.StopAsync();
        if (ended is not null) audit.Done(actor, End, ended.ToString());
    }
}
