using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Zrepl.Engine.Repairs;

/// <summary>
/// A word for what is consented to: everything that a plan does, loses and brings about, each snapshot by its guid. Snapshots that come on the sender meanwhile
/// change none of it.
/// </summary>
internal static class RepairRevision
{
    public static string Of(RepairFacts facts, RepairSituation situation, ImmutableArray<RepairWay> ways)
    {
        var text = new StringBuilder();
        void Add(params IEnumerable<object?> parts) => text.AppendJoin('\t', parts).Append('\n');

        Add(facts.Filesystem, facts.Target, situation);
        if (facts.Received is { } received) Add("received", received.HasPartialState, received.IsPlaceholder, received.LastReceived, Magnitude(received.WrittenBytes));
        foreach (var way in ways)
        {
            Add("way", way.Number, way.Kind, way.Follows, way.NotPossible);
            foreach (var step in way.Steps) Add("step", step.Text, GuidsOf(step));
        }

        foreach (var found in facts.Elsewhere.OrderBy(one => one.Path)) Add("elsewhere", found.Path, found.Versions.Where(one => one.IsSnapshot).MaxBy(one => one.CreateTxg)?.Guid);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..12];
    }

    // A mounted copy is touched by each look into it. Twice as much is something else.
    private static int Magnitude(long bytes) => BitOperations.Log2((ulong)Math.Max(0, bytes)) + (bytes > 0 ? 1 : 0);

    private static string GuidsOf(RepairStep step) => step switch
    {
        RepairStep.Destroy destroy => string.Join(' ', destroy.Versions.Select(version => version.Guid)),
        RepairStep.RollBack back => $"{back.Guid}",
        _ => "",
    };
}
