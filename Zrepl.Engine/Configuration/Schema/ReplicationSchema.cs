using System.Collections.Immutable;
using Zrepl.Engine.Configuration.Binding;
using Zrepl.Engine.Guarantees;

namespace Zrepl.Engine.Configuration.Schema;

/// <summary>The sections <c>replication</c> and <c>conflict_resolution</c>. Each becomes a definition of which only its part is set.
/// Source: spec config 10.</summary>
internal static class ReplicationSchema
{
    private static readonly ImmutableArray<(string Word, ProtectionKind Kind)> Kinds =
    [
        ("guarantee_resumability", ProtectionKind.Resumability), ("guarantee_incremental", ProtectionKind.Incremental),
            ("guarantee_nothing", ProtectionKind.Nothing),
    ];

    private static readonly Key<Protection, ProtectionKind> Initial =
        ProtectionKey("initial", p => p.Initial, "What full sends leave on disk so that they can be resumed or continued.");

    private static readonly Key<Protection, ProtectionKind> Incremental =
        ProtectionKey("incremental", p => p.Incremental, "What incremental sends leave on disk.");

    private static readonly SectionShape<Protection> ProtectionShape =
        new("replication protection", [Initial, Incremental], b => new(b.Get(Initial), b.Get(Incremental)));

    private static readonly Key<ReplicationDefinition, int> Steps =
        new("steps", AtLeastOne("cannot build replication driver config: StepQueueConcurrency"),
        r => r.StepConcurrency, "How many streams run at the same time.") { Default = ReplicationDefinition.Default.StepConcurrency };

    private static readonly Key<ReplicationDefinition, int> SizeEstimates =
        new("size_estimates", AtLeastOne("cannot build planner policy: SizeEstimationConcurrency"),
        r => r.SizeEstimateConcurrency, "How many stream sizes are estimated at the same time.")
        { Default = ReplicationDefinition.Default.SizeEstimateConcurrency };

    private static readonly SectionShape<ReplicationDefinition> Concurrency = new("replication concurrency", [Steps, SizeEstimates], b =>
        ReplicationDefinition.Default with { StepConcurrency = b.Get(Steps), SizeEstimateConcurrency = b.Get(SizeEstimates) });

    private static readonly Key<ReplicationDefinition, Protection> ProtectionSection =
        new("protection", ProtectionShape, r => r.Protection, "What replication leaves on disk.")
        { Default = Protection.Default, Words = "field `replication`" };

    private static readonly Key<ReplicationDefinition, ReplicationDefinition> ConcurrencySection =
        new("concurrency", Concurrency, r => r, "How much happens at the same time.") { Default = ReplicationDefinition.Default };

    private static readonly SectionShape<ReplicationDefinition> Shape = new("replication options", [ProtectionSection, ConcurrencySection], b =>
        b.Get(ConcurrencySection) with { Protection = b.Get(ProtectionSection) });

    private static readonly Key<ReplicationDefinition, InitialReplication> InitialReplicationKey = new("initial_replication",
        new ChoiceShape<InitialReplication>(
            [("most_recent", InitialReplication.MostRecent), ("all", InitialReplication.All), ("fail", InitialReplication.Fail)],
            word => $"field `initial_replication` is invalid: \"{word}\" is not one of [most_recent all fail]"),
        r => r.InitialReplication, "What to send of a dataset that the receiver does not have: its newest snapshot, all of them, or nothing.")
    { Default = ReplicationDefinition.Default.InitialReplication };

    private static readonly SectionShape<ReplicationDefinition> ConflictResolution =
        new("conflict resolution", [InitialReplicationKey], b => ReplicationDefinition.Default with
            { InitialReplication = b.Get(InitialReplicationKey) });

    /// <summary>The key <c>replication</c>; <paramref name="read"/> gets the whole definition.</summary>
    public static Key<TJob, ReplicationDefinition> ReplicationKey<TJob>(Func<TJob, ReplicationDefinition> read) =>
        new("replication", Shape, read, "Guarantees and concurrency.") { Default = ReplicationDefinition.Default };

    /// <summary>The key <c>conflict_resolution</c>; <paramref name="read"/> gets the whole definition.</summary>
    public static Key<TJob, ReplicationDefinition> ConflictKey<TJob>(Func<TJob, ReplicationDefinition> read) =>
        new("conflict_resolution", ConflictResolution, read, "What to do where the sides have no common history.")
        { Default = ReplicationDefinition.Default, Words = "field `conflict_resolution`" };

    private static Key<Protection, ProtectionKind> ProtectionKey(string name, Func<Protection, ProtectionKind> read, string doc) => new(name,
        new ChoiceShape<ProtectionKind>(Kinds, word =>
            $"field '{name}': \"{word}\" is not in guarantee_{{nothing,incremental,resumability}}"), read, doc)
    { Default = ProtectionKind.Resumability };

    private static IntegerShape AtLeastOne(string what) => new("int", int.MinValue, int.MaxValue)
    { ProblemIn = number => number >= 1 ? null : $"{what} must be at least 1, is {number}" };
}
