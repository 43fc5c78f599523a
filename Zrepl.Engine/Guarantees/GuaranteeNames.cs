using System.Globalization;
using System.Text.RegularExpressions;

namespace Zrepl.Engine.Guarantees;

/// <summary>
/// What zrepl calls its holds and bookmarks on disk, shared with the Go program (spec B2). The guid is that of the snapshot, as 16
/// lower-case hex digits:
/// <code>
///   hold tag   zrepl_STEP_J_to_nas                                          step hold
///   hold tag   zrepl_last_received_J_sink                                   last-received hold
///   bookmark   #zrepl_CURSOR_G_8e087d45606d8115_J_to_nas                    replication cursor
///   bookmark   #zrepl_CURSORTENTATIVE__G_8e087d45606d8115_J_to_nas          tentative cursor; two underscores
///   bookmark   #zrepl_replication_cursor                                    cursor of zrepl 0.2 and before, never made
/// </code>
/// </summary>
public static partial class GuaranteeNames
{
    /// <summary>Bookmark of zrepl 0.2 and before.</summary>
    public const string CursorV1 = "zrepl_replication_cursor";

    private const string StepPrefix = "zrepl_STEP_J_";
    private const string LastReceivedPrefix = "zrepl_last_received_J_";

    /// <summary>Tag of a step hold.</summary>
    public static string StepHoldTag(JobName job) => StepPrefix + job.Text;

    /// <summary>Tag of a last-received hold.</summary>
    public static string LastReceivedTag(JobName job) => LastReceivedPrefix + job.Text;

    /// <summary>Short name of a replication cursor.</summary>
    public static string Cursor(JobName job, ulong guid) => $"zrepl_CURSOR_G_{guid:x16}_J_{job.Text}";

    /// <summary>Short name of a tentative cursor.</summary>
    public static string TentativeCursor(JobName job, ulong guid) => $"zrepl_CURSORTENTATIVE__G_{guid:x16}_J_{job.Text}";

    /// <summary>What a hold tag is, or null if it is none of ours.</summary>
    public static (GuaranteeKind Kind, JobName Job)? ReadTag(string tag)
    {
        var (kind, prefix) = tag.StartsWith(StepPrefix, StringComparison.Ordinal)
            ? (GuaranteeKind.StepHold, StepPrefix)
            : (GuaranteeKind.LastReceivedHold, LastReceivedPrefix);
        return tag.StartsWith(prefix, StringComparison.Ordinal) && JobName.TryParse(tag[prefix.Length..], out var job) ? (kind, job) : null;
    }

    /// <summary>What the short name of a bookmark says, or null if it is none of ours. Whether the guid is true is for the caller to see.</summary>
    public static (GuaranteeKind Kind, ulong Guid, JobName Job)? ReadBookmark(string name)
    {
        var match = CursorName().Match(name);
        if (!match.Success || !JobName.TryParse(match.Groups["job"].Value, out var job)) return null;
        var guid = ulong.Parse(match.Groups["guid"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return (match.Groups["tentative"].Success ? GuaranteeKind.TentativeCursor : GuaranteeKind.Cursor, guid, job);
    }

    // A fixed beginning, so that a job name which itself contains "_G_..._J_" reads back right (upstream's greedy expression does not, B1.3).
    [GeneratedRegex(@"\Azrepl_CURSOR(?<tentative>TENTATIVE_)?_G_(?<guid>[0-9a-f]{16})_J_(?<job>.+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex CursorName();
}
