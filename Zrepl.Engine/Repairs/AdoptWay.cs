using System.Collections.Immutable;
using Zrepl.Engine.Replication.Planning;

namespace Zrepl.Engine.Repairs;

/// <summary>Way out: a dataset in another place, from which replication goes on incrementally, is made the copy.</summary>
internal static class AdoptWay
{
    public static ImmutableArray<RepairWay> Of(RepairFacts facts) =>
    [
        .. from found in facts.Elsewhere
           where IncrementalPath.Between(found.Versions, facts.Sent) is not IncrementalPath.Blocked
           let newest = found.Versions.Where(version => version.IsSnapshot).MaxBy(version => version.CreateTxg)
           select new RepairWay(
               0, RepairKind.Adopt, $"Make {found.Path}, whose newest snapshot is {newest.RelativeName}, the copy: it gets the name {facts.Target}.", [],
               Follows(facts, found),
               [
                   .. facts.Received is null ? Array.Empty<RepairStep>() : [new RepairStep.DestroyPlaceholder(facts.Target)],
                   new RepairStep.Rename(found.Path, facts.Target),
               ],
               WhyNot(facts, found)) { Below = found.Below },
    ];

    private static string Follows(RepairFacts facts, FoundElsewhere found) => string.Concat(
        found.Below.IsEmpty ? ""
            : $"{RepairPhrases.Count(found.Below.Length, "dataset")} below it ({RepairPhrases.All(found.Below)}) are renamed along; where one of them is the copy of another dataset, that begins anew.",
        RepairPhrases.JobsAbout(facts, found.Path)).TrimStart();

    private static string? WhyNot(RepairFacts facts, FoundElsewhere found)
    {
        if (found.Owner is { } owner) return $"Job {owner} receives there: it may be the copy of another dataset. If it is not, rename it by hand (zfs rename {found.Path} {facts.Target}).";
        if (facts.Received is { Below.IsEmpty: false } place)
            return $"{facts.Target} is a placeholder with datasets below it ({RepairPhrases.All(place.Below)}), which would be in the way.";
        if (facts.Received is { IsMounted: true })
            return $"{facts.Target}, the placeholder that would be destroyed, is mounted: somebody may have put files into it. Look, then zfs umount {facts.Target} and look here again.";
        if (facts.Target.IsBelow(found.Path)) return $"{facts.Target} is below it.";
        return found.Path.Pool != facts.Target.Pool ? "It is in another pool, and zfs rename does not move data." : null;
    }
}
