using Zrepl.Engine.Configuration;
using Zrepl.Engine.Guarantees;
using Zrepl.Engine.Retention;
using Zrepl.Zfs.Names;
using Zrepl.Zfs.Simulator;

namespace Zrepl.Tests.Campaigns;

/// <summary>Everything a seed decides before the first round: hosts, datasets and the job.</summary>
internal sealed record CampaignPlan
{
    public required int Seed { get; init; }

    /// <summary>Below it is what is sent.</summary>
    public required DatasetPath SenderRoot { get; init; }

    /// <summary>Below it is the root of the receiver.</summary>
    public required DatasetPath ReceiverRoot { get; init; }

    /// <summary>Both pools on one machine, which then crashes as a whole.</summary>
    public required bool IsOneMachine { get; init; }

    /// <summary>Sent datasets, parents first.</summary>
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

    /// <summary>What the receiver is configured with.</summary>
    public DatasetPath Vault => ReceiverRoot.Child("zrepl");

    /// <summary>The receiver's dataset.</summary>
    public string CopyOf(string dataset) => $"{Vault}/{dataset}";

    /// <summary>Draws everything else.</summary>
    public static CampaignPlan Draw(int seed, DatasetPath senderRoot, DatasetPath receiverRoot)
    {
        var random = new Random(seed);
        var tree = random.Next(3) switch
        {
            0 => (Filesystems: new[] { "a", "a/b" }, Excluded: (string?)null),
            1 => (["a/b", "c"], "a"),
            _ => (["a", "a/b/c", "d"], "a/b"),
        };
        return new()
        {
            Seed = seed,
            SenderRoot = senderRoot,
            ReceiverRoot = receiverRoot,
            IsOneMachine = random.Next(2) == 0,
            Filesystems = [.. tree.Filesystems.Select(name => $"{senderRoot}/{name}")],
            Excluded = tree.Excluded is { } excluded ? $"{senderRoot}/{excluded}" : null,
            Volume = random.Next(3) == 0 ? $"{senderRoot}/vol" : null,
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
