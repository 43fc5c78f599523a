using System.Globalization;
using System.Text;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Web.Components.Shared;
using Zrepl.Web.Live.Previews;

namespace Zrepl.Web.Cli.Prune;

/// <summary>Previews of pruning for people.</summary>
internal static class PruneText
{
    /// <param name="previews">What was found.</param>
    /// <param name="zone">In which times are shown.</param>
    public static string Of(IEnumerable<SidePreview> previews, TimeZoneInfo zone)
    {
        var text = new StringBuilder();
        foreach (var preview in previews)
        {
            text.Append(CultureInfo.InvariantCulture, $"job \"{preview.Job}\", side {preview.Side.Word()}:\n");
            if (preview is { AsOf: { } time, Problem: null }) text.Append(CultureInfo.InvariantCulture, $"   as of {TimeZoneInfo.ConvertTime(time, zone):yyyy-MM-dd HH:mm:ss zzz}; {preview.Basis}\n");
            if (preview.Problem is { } problem) text.Append(CultureInfo.InvariantCulture, $"   not looked at: {problem}\n");
            else if (preview.Plans.IsEmpty) text.Append("   no filesystems\n");
            foreach (var plan in preview.Plans) Append(text, plan, zone);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, FilesystemPrunePlan plan, TimeZoneInfo zone)
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
                text.Append(CultureInfo.InvariantCulture, $"destroy {planned.Destroy.Length} of {planned.Decisions.Length - (planned.Forecast?.NotYetTaken.Count ?? 0)} snapshots");
                if (planned.ReclaimedBytes is { } bytes) text.Append(CultureInfo.InvariantCulture, $", frees about {ByteText.Of(bytes)}");
                if (planned.Forecast is { TakenAndGone: > 0 and var more }) text.Append(CultureInfo.InvariantCulture, $"; {more} more are taken and destroyed until then");
                text.Append('\n');
                if (planned.Warning is { } warning) text.Append(CultureInfo.InvariantCulture, $"      note: {warning}\n");
                foreach (var fate in SnapshotFate.Of(planned))
                {
                    var when = fate.GoneAt is { } gone ? $" at {TimeZoneInfo.ConvertTime(gone, zone):yyyy-MM-dd HH:mm}" : fate.IsNotYetTaken ? ", not yet taken" : "";
                    text.Append(CultureInfo.InvariantCulture, $"      {(fate.Destroy ? "destroy" : "keep   ")} @{fate.Name}{when}  ({string.Join("; ", fate.Because)})\n");
                }

                break;
        }
    }
}
