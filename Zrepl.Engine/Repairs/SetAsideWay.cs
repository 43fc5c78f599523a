using System.Globalization;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Repairs;

/// <summary>Way out: the copy gets another name and stays as it is.</summary>
internal static class SetAsideWay
{
    public static RepairWay Of(RepairFacts facts, ReceivedDataset received)
    {
        var aside = FreeName(facts);
        var why = facts.Target.Parent is null ? $"{facts.Target} is the root of a pool, which cannot be renamed."
            : aside is null ? $"There is no name left for it that is short enough: rename it by hand (zfs rename {facts.Target} ...)." : null;
        return new(
            0, RepairKind.SetAside, $"Rename {facts.Target} to {aside?.Text ?? "another name"} and keep it as it is. No job sends to it or prunes what it received any more.", [],
            Follows(facts, received, aside), why is null && aside is { } name ? [new RepairStep.Rename(facts.Target, name)] : [], why) { Below = received.Below };
    }

    private static string Follows(RepairFacts facts, ReceivedDataset received, DatasetPath? aside)
    {
        var moved = received.Below.IsEmpty ? "" : $" {RepairPhrases.Count(received.Below.Length, "dataset")} below it ({RepairPhrases.All(received.Below)}) are renamed along; their copies begin anew, too.";
        var clones = received.Clones.IsEmpty ? "" : $" Clones of its snapshots ({string.Join(", ", received.Clones.Values)}) stay where they are.";
        return RepairPhrases.NextCopy(facts) + moved + clones + (aside is { } name ? RepairPhrases.JobsAbout(facts, name) : "");
    }

    // Not the place of another copy either, also of one that is still to come: it would be sent to and pruned.
    private static DatasetPath? FreeName(RepairFacts facts)
    {
        for (var number = 1; number < 1000; number++)
        {
            if (!DatasetPath.TryParse($"{facts.Target.Text}_set_aside_{number.ToString(CultureInfo.InvariantCulture)}", out var name)) return null;
            if (!facts.Taken.Contains(name)) return name;
        }

        return null;
    }
}
