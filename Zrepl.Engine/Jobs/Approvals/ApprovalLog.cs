using Microsoft.Extensions.Logging;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>Events 3520-3529.</summary>
internal static partial class ApprovalLog
{
    [LoggerMessage(3520, LogLevel.Error, "what was approved cannot be kept, so that it is asked for again after a restart: {Path}: {Problem}")]
    public static partial void CannotKeepApproval(this ILogger logger, string path, string problem);

    [LoggerMessage(3521, LogLevel.Error, "{Path} cannot be read, so that no job prunes before its rules are approved anew: {Problem}")]
    public static partial void CannotReadApprovals(this ILogger logger, string path, string problem);

    [LoggerMessage(3525, LogLevel.Warning, "what was approved is written and may be lost in a power cut: {Path}: {Problem}")]
    public static partial void ApprovalMayBeLost(this ILogger logger, string path, string problem);

    [LoggerMessage(3522, LogLevel.Warning, "{Hold}; the page of the job, or `zrepl signal approve-pruning JOB`, shows what goes and how to approve it")]
    public static partial void PruningWaits(this ILogger logger, string hold);

    [LoggerMessage(3523, LogLevel.Information, "the changed rules of the {Side} side destroy {More} snapshot(s) more than the rules before, which needs no approval")]
    public static partial void RulesTaken(this ILogger logger, string side, int more);

    [LoggerMessage(3524, LogLevel.Warning, "the changed rules were approved; pruning goes on by them")]
    public static partial void RulesApproved(this ILogger logger);
}
