using Zrepl.Engine.Retention;
using Zrepl.Engine.SnapshotNames;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Configuration.Checks;

/// <summary>Keep rules that destroy more, or less, than their author is likely to expect. Source: spec replication 3.11, config 11.</summary>
internal sealed class KeepRules : IConfigurationCheck
{
    public void Run(CheckContext context)
    {
        foreach (var (job, push) in context.JobsOf<PushJobDefinition>())
        {
            CheckNames(context, job, "pruning.keep_sender", push.Pruning.KeepSender, push.Snapshotting.Naming);
            CheckNames(context, job, "pruning.keep_receiver", push.Pruning.KeepReceiver, push.Snapshotting.Naming);
            CheckSides(context, job, push.Pruning, push.Snapshotting.Naming);
        }

        foreach (var (job, snap) in context.JobsOf<SnapJobDefinition>())
            CheckNames(context, job, "pruning.keep", snap.Keep, snap.Snapshotting.Naming);
        foreach (var (job, pull) in context.JobsOf<PullJobDefinition>())
        {
            CheckSides(context, job, pull.Pruning, null);
            CheckInterval(context, job, pull);
        }
    }

    private static void CheckNames(CheckContext context, LoadedJob job, string key, RetentionPolicy policy, SnapshotNaming? naming)
    {
        if (naming is null || policy.KeepsEverything) return;
        if (!policy.Rules.Any(rule => CanKeep(rule, naming)))
            context.Report(job, key, ProblemCodes.YoungestNotKept,
                $"no rule can keep the job's own snapshots (prefix \"{naming.Prefix}\"): each one will be destroyed by the next pruning");
        if (naming.Prefix.Length > 0 && policy.Rules.All(rule => IsOnlyAbout(rule, naming.Prefix)))
            context.Report(job, key, ProblemCodes.ForeignSnapshotsNotKept,
                $"no rule keeps snapshots without the prefix \"{naming.Prefix}\": manual snapshots will be destroyed",
                $"to keep them, add {{type: regex, negate: true, regex: \"^{naming.Prefix}\"}}");
    }

    private static void CheckSides(CheckContext context, LoadedJob job, PruningDefinition pruning, SnapshotNaming? naming)
    {
        foreach (var (index, rule) in pruning.KeepReceiver.Rules.Index())
        {
            if (rule is KeepNotReplicated)
                context.Report(job, $"pruning.keep_receiver[{index}]", ProblemCodes.UselessNotReplicated,
                    "not_replicated has no useful effect on the receiver");
        }

        var sender = pruning.KeepSender;
        var keepsAll = sender.KeepsEverything || sender.Rules.Any(rule => rule is KeepNotReplicated || KeepsEveryName(rule, naming));
        if (!keepsAll)
            context.Report(job, "pruning.keep_sender", ProblemCodes.NotReplicatedMissing,
                "snapshots may be destroyed before they were replicated", "add {type: not_replicated}");
    }

    private static void CheckInterval(CheckContext context, LoadedJob job, PullJobDefinition pull)
    {
        if (pull.Trigger is not ReplicationTrigger.Every every) return;
        foreach (var (index, rule) in pull.Pruning.KeepReceiver.Rules.Index())
        {
            if (rule is KeepGrid { Grid.Intervals: [var first, ..] } && every.Interval > first.Length * first.Count)
                context.Report(job, $"pruning.keep_receiver[{index}].grid", ProblemCodes.IntervalBeyondGrid,
                    $"the job replicates every {EitherDuration.Format(every.Interval)}, longer than the grid's first bucket ({first}): most snapshots are destroyed as soon as they arrive");
        }
    }

    private static bool CanKeep(KeepRule rule, SnapshotNaming naming)
    {
        var name = naming.NameAt(DateTimeOffset.UnixEpoch);
        return rule switch
        {
            KeepLastN lastN => lastN.Regex is null || lastN.Regex.Search(name) != RegexOutcome.DoesNotMatch,
            KeepGrid grid => grid.Regex.Search(name) != RegexOutcome.DoesNotMatch,
            KeepRegex regex => regex.Regex.Search(name) != (regex.Negate ? RegexOutcome.Matches : RegexOutcome.DoesNotMatch),
            _ => true,
        };
    }

    // Patterns that do not begin plainly are given the benefit of the doubt.
    private static bool IsOnlyAbout(KeepRule rule, string prefix) => rule switch
    {
        KeepLastN lastN => lastN.Regex?.PlainPrefix.StartsWith(prefix, StringComparison.Ordinal) ?? false,
        KeepGrid grid => grid.Regex.PlainPrefix.StartsWith(prefix, StringComparison.Ordinal),
        KeepRegex regex => !regex.Negate && regex.Regex.PlainPrefix.StartsWith(prefix, StringComparison.Ordinal),
        _ => true,
    };

    // Without a naming, a name that hardly any pattern is made for stands for all.
    private static bool KeepsEveryName(KeepRule rule, SnapshotNaming? naming) =>
        rule is KeepRegex regex && regex.Regex.Search(naming?.NameAt(DateTimeOffset.UnixEpoch) ?? ":") == (regex.Negate
            ? RegexOutcome.DoesNotMatch : RegexOutcome.Matches);
}
