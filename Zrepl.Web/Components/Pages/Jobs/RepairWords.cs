using Zrepl.Engine.Repairs;
using Zrepl.Web.Components.Shared;

namespace Zrepl.Web.Components.Pages.Jobs;

/// <summary>How a copy stands, and the ways out, in words.</summary>
internal static class RepairWords
{
    /// <summary>How the copy stands: its kind and a word.</summary>
    public static (StateKind Kind, string Word) StateOf(RepairPlan plan) => plan.Situation switch
    {
        RepairSituation.Well => (StateKind.Ok, "goes on by itself"),
        RepairSituation.Missing => plan.Ways.IsEmpty ? (StateKind.Idle, "no copy yet") : (StateKind.Late, "renamed"),
        RepairSituation.Diverged => (StateKind.Failed, "diverged"),
        RepairSituation.Unrelated => (StateKind.Failed, "nothing in common"),
        RepairSituation.Modified => (StateKind.Failed, "written into"),
        RepairSituation.Interrupted => (StateKind.Ok, "interrupted"),
        RepairSituation.InTheWay => (StateKind.Failed, "in the way"),
        RepairSituation.NothingToSend => (StateKind.Late, "nothing to send"),
        _ => (StateKind.Idle, ""),
    };

    /// <summary>The button of a way.</summary>
    public static string ActionOf(RepairWay way) => way.Kind switch
    {
        RepairKind.RollBack => "Roll back",
        RepairKind.SetAside => "Set aside",
        _ => "Adopt",
    };

    /// <summary>The question before a way is gone.</summary>
    public static Loss LossOf(RepairWay way) => new(
        way.Kind switch
        {
            RepairKind.RollBack => "Roll the copy back?",
            RepairKind.SetAside => "Set the copy aside?",
            _ => "Adopt this dataset?",
        },
        string.Join(' ', new[] { way.What, way.Lost.IsEmpty ? "Nothing is lost." : "This is lost for ever:" }.Append(way.Lost.IsEmpty ? way.Follows : "").Where(part => part.Length > 0)),
        way.Lost,
        ActionOf(way));
}
