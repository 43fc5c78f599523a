using System.Text;
using Zrepl.Web.Api;

namespace Zrepl.Web.Cli.Repair;

/// <summary>A plan for people.</summary>
internal static class RepairText
{
    public static string Of(RepairOrderAnswer answer, RepairOrder order)
    {
        var text = new StringBuilder();
        if (answer.Done is { } done) text.Append("Done: ").Append(done).Append("\n\n");
        var plan = answer.Now;
        text.Append(plan.Explanation).Append('\n');
        foreach (var way in plan.Ways) Append(text, way);
        if (plan.Ways.FirstOrDefault(way => way.NotPossible is null) is { } possible)
        {
            text.Append("\nTo go one of them, which needs your consent to exactly this:\n  zrepl repair ").Append(order.Job).Append(' ').Append(order.Dataset)
                .Append(" --way ").Append(possible.Number).Append(" --yes --revision ").Append(plan.Revision).Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, RepairWayAnswer way)
    {
        text.Append('\n').Append(way.Number).Append(". ").Append(way.What).Append('\n');
        if (way.NotPossible is { } why)
        {
            text.Append("   Not possible: ").Append(why).Append('\n');
            return;
        }

        if (way.Lost.Length == 0) text.Append("   Nothing is lost.\n");
        else text.Append("   Lost for ever:\n");
        foreach (var lost in way.Lost) text.Append("     - ").Append(lost).Append('\n');
        if (way.Follows.Length > 0) text.Append("   ").Append(way.Follows).Append('\n');
        foreach (var command in way.Commands) text.Append("   $ ").Append(command).Append('\n');
    }
}
