using Microsoft.Extensions.Logging;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Progress;
using Zrepl.Engine.Status;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Jobs;

/// <summary>Events 3500-3599.</summary>
internal static partial class JobsLog
{
    [LoggerMessage(3500, LogLevel.Information, "wait for wakeups")]
    public static partial void WaitingForWakeup(this ILogger logger);

    [LoggerMessage(3501, LogLevel.Information, "run {Number} begins: {Reason}")]
    private static partial void RunBegins(this ILogger logger, long number, string reason);

    [LoggerMessage(3502, LogLevel.Information, "run {Number} done in {Elapsed}: {Steps} step(s), {Bytes} bytes, {Destroyed} snapshot(s) destroyed")]
    private static partial void RunSucceeded(this ILogger logger, long number, TimeSpan elapsed, int steps, long bytes, int destroyed);

    [LoggerMessage(3503, LogLevel.Error, "run {Number} ended after {Elapsed} with errors: {Problem}")]
    private static partial void RunFailed(this ILogger logger, long number, TimeSpan elapsed, string problem, Exception? fault);

    [LoggerMessage(EventId = 3504, Message = "run {Number} ended after {Elapsed}: {Cancelled}")]
    private static partial void RunCancelled(this ILogger logger, LogLevel level, long number, TimeSpan elapsed, string cancelled);

    [LoggerMessage(3505, LogLevel.Information, "{Phase} begins")]
    private static partial void PhaseBegins(this ILogger logger, string phase);

    [LoggerMessage(3506, LogLevel.Information, "{Phase} ended after {Elapsed}")]
    private static partial void PhaseEnded(this ILogger logger, string phase, TimeSpan elapsed);

    [LoggerMessage(3507, LogLevel.Warning, "a run is due ({Schedule}) but one is under way or held back: it runs once afterwards")]
    public static partial void BusyAtDueTime(this ILogger logger, string schedule);

    [LoggerMessage(3508, LogLevel.Error, "the schedule ({Schedule}) is never due again; the job only runs when asked")]
    public static partial void ScheduleNeverDue(this ILogger logger, string schedule);

    [LoggerMessage(3509, LogLevel.Warning, "the clock was set; the next run is due at {Next}")]
    public static partial void ScheduleAfterClockStep(this ILogger logger, DateTimeOffset? next);

    [LoggerMessage(3510, LogLevel.Warning, "{By} {Paused} the job{Until}")]
    public static partial void Paused(this ILogger logger, string by, string paused, string until);

    [LoggerMessage(3511, LogLevel.Error, "cannot listen; trying again in {Pause}")]
    public static partial void CannotListen(this ILogger logger, TimeSpan pause, Exception failure);

    [LoggerMessage(3512, LogLevel.Information, "listening: {Where}")]
    public static partial void Listening(this ILogger logger, string where);

    [LoggerMessage(3513, LogLevel.Error, "job {Name} ended unexpectedly and begins anew in {Pause}; please report this")]
    public static partial void JobEndedUnexpectedly(this ILogger logger, JobName name, TimeSpan pause, Exception failure);

    [LoggerMessage(
        3514, LogLevel.Information, "configuration taken: {Added} job(s) new, {Removed} gone, {Changed} changed, {AfterRun} after their run, {Unchanged} unchanged")]
    public static partial void Reloaded(this ILogger logger, int added, int removed, int changed, int afterRun, int unchanged);

    [LoggerMessage(3515, LogLevel.Error, "did not end in time and is left behind: {Jobs}")]
    public static partial void LeftBehind(this ILogger logger, string jobs);

    [LoggerMessage(3516, LogLevel.Error, "a recorder of runs failed; history may lack entries")]
    public static partial void RecorderFailed(this ILogger logger, Exception failure);

    [LoggerMessage(3517, LogLevel.Error, "{Problem}; the job stays without clients")]
    public static partial void CannotServe(this ILogger logger, string problem);

    [LoggerMessage(3518, LogLevel.Error, "clients cannot be served: {Problem}")]
    public static partial void CannotUseZfs(this ILogger logger, string problem);

    [LoggerMessage(3519, LogLevel.Debug, "what is below {Root} cannot be listed to tell how old it is: {Problem}")]
    public static partial void CannotLookAtCopies(this ILogger logger, string root, string problem);

    [LoggerMessage(3548, LogLevel.Error, "what was still under way by the definition before ended unexpectedly; please report this")]
    public static partial void RestEndedUnexpectedly(this ILogger logger, Exception failure);

    [LoggerMessage(3530, LogLevel.Warning, "releases {Mark}: it is not needed: {Reason}, for longer than {Grace}")]
    public static partial void ReleasesForgotten(this ILogger logger, string mark, string reason, TimeSpan grace);

    [LoggerMessage(3531, LogLevel.Warning, "cannot look for holds and bookmarks that nobody needs: {Problem}")]
    public static partial void CannotLookForForgotten(this ILogger logger, string problem);

    [LoggerMessage(3532, LogLevel.Warning, "{Path}: {Problem}; for how long holds and bookmarks are not needed is not remembered over a restart, so that they stay longer")]
    public static partial void ForgottenNotRemembered(this ILogger logger, string path, string problem);

    [LoggerMessage(3533, LogLevel.Warning, "cannot release {Mark}, which is tried again at the next look: {Problem}")]
    public static partial void CannotReleaseForgotten(this ILogger logger, string mark, string problem);

    [LoggerMessage(3534, LogLevel.Error, "looking for holds and bookmarks that nobody needs failed, which is tried again in six hours; please report this")]
    public static partial void LookForForgottenFailed(this ILogger logger, Exception failure);

    [LoggerMessage(3535, LogLevel.Error, "{Path} cannot be written, so that a pause may be forgotten at the next start: {Problem}")]
    public static partial void CannotKeepStates(this ILogger logger, string path, string problem);

    [LoggerMessage(3536, LogLevel.Error, "{Path}, which tells which jobs are paused, cannot be read; what the history knows of them counts: {Problem}")]
    public static partial void CannotReadStates(this ILogger logger, string path, string problem);

    public static void RunBegins(this ILogger logger, long number, RunReason reason) => logger.RunBegins(number, reason switch
    {
        RunReason.Schedule => "it is due",
        RunReason.Snapshots => "there are new snapshots",
        RunReason.Wakeup => "somebody asked for it",
        _ => "one was missed",
    });

    public static void PhaseBegins(this ILogger logger, JobPhase phase) => logger.PhaseBegins(WordOf(phase));

    public static void PhaseEnded(this ILogger logger, JobPhase phase, TimeSpan elapsed) => logger.PhaseEnded(WordOf(phase), RoundedTime.Of(elapsed));

    private static string WordOf(JobPhase phase) => phase switch
    {
        JobPhase.Replicating => "replication",
        JobPhase.PruningSender => "pruning of the sender",
        JobPhase.PruningReceiver => "pruning of the receiver",
        JobPhase.Pruning => "pruning",
        _ => phase.ToString(),
    };

    public static void LogEnd(this ILogger logger, RunResult result, Exception? fault)
    {
        var (took, level) = (RoundedTime.Of(result.Duration), LevelOf(result));
        if (result.Outcome == RunOutcome.Succeeded)
            logger.RunSucceeded(result.Number, took, result.StepsCompleted, result.BytesReplicated, result.SnapshotsDestroyed);
        else if (result.Outcome == RunOutcome.Cancelled) logger.RunCancelled(level, result.Number, took, result.Error ?? "");
        else logger.RunFailed(result.Number, took, result.Error ?? "", fault);
    }

    // That the daemon ends is nobody's trouble: the run is made again when it begins.
    private static LogLevel LevelOf(RunResult cancelled) => cancelled.Error == StopReason.DaemonShutdown.ToString() ? LogLevel.Information : LogLevel.Warning;
}
