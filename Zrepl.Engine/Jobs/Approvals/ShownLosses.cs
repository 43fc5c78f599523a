using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Zrepl.Engine.Configuration;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Zfs.Names;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>What changed rules destroy of one dataset.</summary>
/// <param name="More">Snapshots that go and that the rules before would keep.</param>
/// <param name="All">Snapshots it has.</param>
internal sealed record ShownLoss(int More, int All);

/// <summary>
/// What each dataset of each side that waits loses, as it was shown under one revision. An approval counts for that, and for as much more as would need no approval.
/// </summary>
/// <param name="Sides">By side, by dataset.</param>
internal sealed record ShownLosses(ImmutableSortedDictionary<PruneSide, ImmutableSortedDictionary<string, ShownLoss>> Sides)
{
    public static ShownLosses None { get; } = new(ImmutableSortedDictionary<PruneSide, ImmutableSortedDictionary<string, ShownLoss>>.Empty);

    /// <summary>The same with one side more.</summary>
    public ShownLosses With(PruneSide side, ImmutableArray<PruneLoss> losses) => new(
        Sides.SetItem(side, losses.ToImmutableSortedDictionary(loss => loss.Dataset.Text, loss => new ShownLoss(loss.More, loss.All), StringComparer.Ordinal)));

    /// <summary>The same as it was read from a file: the order is part of the word for it.</summary>
    public ShownLosses Read() => new(Sides.ToImmutableSortedDictionary(side => side.Key, side => side.Value.WithComparers(StringComparer.Ordinal)));

    /// <summary>Word for the sides and what each dataset loses; other numbers of snapshots that stay are the same word.</summary>
    [JsonIgnore]
    public string Revision => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Sides.SelectMany(
        side => side.Value.Select(loss => $"{side.Key} {loss.Key} {loss.Value.More}").Prepend($"{side.Key}"))))).AsSpan(0, 4));

    /// <summary>Why what these destroy is more than an approval of others counts for; null if it counts.</summary>
    /// <param name="shown">What was looked at.</param>
    /// <param name="limits">What changed rules of the job may destroy without approval.</param>
    public string? MoreThan(ShownLosses shown, PruneApprovalDefinition limits)
    {
        foreach (var (side, losses) in Sides)
        {
            var where = side switch { PruneSide.Sender => " on the sender", PruneSide.Receiver => " on the receiver", _ => "" };
            if (!shown.Sides.TryGetValue(side, out var before)) return $"nothing was shown of what goes{where}";
            // A busy job takes snapshots between looking and approving, so that an exact number would never be the same.
            var unseen = (from loss in losses
                          let unseenOfIt = loss.Value.More - (before.GetValueOrDefault(loss.Key)?.More ?? 0)
                          where unseenOfIt > 0
                          select new PruneLoss(DatasetPath.Parse(loss.Key), unseenOfIt, loss.Value.All)).ToImmutableArray();
            if (!PruneLoss.IsTooMuch(unseen, limits)) continue;
            var worst = unseen.MaxBy(loss => (double)loss.More / loss.All)!; // too much is not nothing
            var more = unseen.Sum(loss => (long)loss.More);
            return $"{(more == 1 ? "1 snapshot more goes" : $"{more} snapshots more go")}{where} than was shown (of {worst.Dataset} {worst.More} of {worst.All})";
        }

        return null;
    }
}
