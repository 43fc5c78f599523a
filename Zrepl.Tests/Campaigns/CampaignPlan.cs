using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Campaigns;

/// <summary>Everything a seed decides before the first round: hosts, datasets and the job.</summary>
internal sealed record CampaignPlan
{
    public required int Seed { get; init; }

    /// <summary>Both pools on one machine, which then crashes as a whole.</summary>
    public required bool IsOneMachine { get; init; }

    /// <summary>Sent datasets, parents first, below the pool <c>tank</c>.</summary>
    public required string[] Filesystems { get; init; }

    /// <summary>A parent that the job does not send, so that the receiver needs a placeholder; or null.</summary>
    public required string? Excluded { get; init; }

    public required string? Volume { get; init; }

    public required ReplicationDefinition Replication { get; init; }

    public required RetentionPolicy SenderRules { get; init; }

    public required RetentionPolicy ReceiverRules { get; init; }

    public required int Rounds { get; init; }

    /// <summary>The OpenZFS that each machine begins with.</summary>
    public required OpenZfsVersion SenderVersion { get; init; }

    public required OpenZfsVersion ReceiverVersion { get; init; }

    public IEnumerable<string> Sent => Volume is null ? Filesystems : Filesystems.Append(Volume);

    public static CampaignPlan Draw(int seed)
    {
        var random = new Random(seed);
        var tree = random.Next(3) switch
        {
            0 => (Filesystems: new[] { "tank/a", "tank/a/b" }, Excluded: (string?)null),
            1 => (["tank/a/b", "tank/c"], "tank/a"),
            _ => (["tank/a", "tank/a/b/c", "tank/d"], "tank/a/b"),
        };
        return new()
        {
            Seed = seed,
            IsOneMachine = random.Next(2) == 0,
            Filesystems = tree.Filesystems,
            Excluded = tree.Excluded,
            Volume = random.Next(3) == 0 ? "tank/vol" : null,
            Replication = new(
                new(DrawKind(random), DrawKind(random)), random.Next(1, 3), 2, random.Next(2) == 0 ? InitialReplication.All : InitialReplication.MostRecent),
            SenderRules = DrawRules(random, notReplicated: random.Next(3) > 0),
            ReceiverRules = DrawRules(random, notReplicated: false),
            Rounds = random.Next(2, 5),
            SenderVersion = DrawVersion(random),
            ReceiverVersion = DrawVersion(random),
        };
    }

    private static OpenZfsVersion DrawVersion(Random random) => OpenZfsVersion.FirstClass[random.Next(OpenZfsVersion.FirstClass.Count)];

    private static ProtectionKind DrawKind(Random random) => random.Next(2) == 0 ? ProtectionKind.Resumability : ProtectionKind.Incremental;

    private static RetentionPolicy DrawRules(Random random, bool notReplicated)
    {
        List<KeepRule> rules = [new KeepLastN(random.Next(1, 4))];
        if (notReplicated) rules.Add(new KeepNotReplicated(KeepSnapshotAtCursor: random.Next(2) == 0));
        return random.Next(8) == 0 ? RetentionPolicy.KeepEverything : new([.. rules]);
    }
}
