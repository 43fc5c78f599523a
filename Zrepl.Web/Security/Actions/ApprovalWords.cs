using System.Text;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;

namespace Zrepl.Web.Security.Actions;

/// <summary>What somebody reads who wants to approve and has not said what: what waits, by which rules, and how to approve exactly that.</summary>
internal static class ApprovalWords
{
    /// <summary>Rules longer than this are cut: clients print no more than 4096 bytes of a refusal, and the last lines are those that are needed.</summary>
    private const int LongestRules = 500;

    /// <summary>One sentence.</summary>
    public const string NothingApproved = "nothing was approved: an approval names the revision of the rules that were looked at";

    /// <summary>For a terminal, several lines.</summary>
    /// <param name="job">The job.</param>
    /// <param name="hold">What waits; null if nothing is known to wait.</param>
    public static string Of(string job, PruningHold? hold)
    {
        if (hold is null) return $"{NothingApproved}; no changed rules of job \"{job}\" wait for approval now";
        var name = job.Contains(' ', StringComparison.Ordinal) ? $"'{job}'" : job; // the only character of a name that a shell minds
        var lines = new StringBuilder($"{NothingApproved}\n\njob \"{job}\": {hold.Text}\n");
        foreach (var side in hold.Sides)
        {
            var where = side.Side switch { PruneSide.Sender => " on the sender", PruneSide.Receiver => " on the receiver", _ => "" };
            lines.Append($"rules before{where}: {Rules(side.RulesBefore)}\nrules now{where}: {Rules(side.Rules)}\n");
        }

        return lines.Append($"""
            revision: {hold.Revision}

            each snapshot that goes, and why:  zrepl prune --dry-run --job {name}
            to let exactly these rules prune:  zrepl signal approve-pruning {name} --revision {hold.Revision}
            to keep what is there, put the rules back in the configuration
            """).ToString();
    }

    private static string Rules(string text) => text.Length switch { 0 => "not known", > LongestRules => text[..LongestRules] + "…", _ => text };
}
