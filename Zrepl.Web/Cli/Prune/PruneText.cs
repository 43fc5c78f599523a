using System.Globalization;
using System.Text;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Cli.Prune;

/// <summary>Previews of pruning for people.</summary>
internal static class PruneText
{
    public static string Of(IEnumerable<SidePreview> previews)
    {
        var text = new StringBuilder();
        foreach (var preview in previews)
        {
            text.Append(CultureInfo.InvariantCulture, $"job \"{preview.Job}\", side {preview.Side.Word()}:\n");
            if (preview.Problem is { } problem) text.Append(CultureInfo.InvariantCulture, $"   not looked at: {problem}\n");
            else if (preview.Plans.IsEmpty) text.Append("   no filesystems\n");
            foreach (var plan in preview.Plans) Append(text, plan);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, FilesystemPrunePlan plan)
    {
        text.Append(CultureInfo.InvariantCulture, $"   {plan.Path}: ");
        switch (plan)
        {
            case FilesystemPrunePlan.Skipped skipped:
                text.Append(CultureInfo.InvariantCulture, $"skipped: {skipped.Reason}\n");
                break;
            case FilesystemPrunePlan.Failed failed:
                text.Append(CultureInfo.InvariantCulture, $"ERROR: {failed.Error.Message}\n");
                break;
            case FilesystemPrunePlan.Planned planned:
                text.Append(CultureInfo.InvariantCulture, $"destroy {planned.Destroy.Length} of {planned.Decisions.Length} snapshots\n");
                if (planned.Warning is { } warning) text.Append(CultureInfo.InvariantCulture, $"      note: {warning}\n");
                foreach (var fate in SnapshotFate.Of(planned))
                    text.Append(CultureInfo.InvariantCulture, $"      {(fate.Destroy ? "destroy" : "keep   ")} @{fate.Name}  ({string.Join("; ", fate.Because)})\n");
                break;
        }
    }
}
