using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>One job in the file of approved rules.</summary>
/// <param name="Rules">By side, the text of the policy that may prune.</param>
/// <param name="Hold">What waited for approval when it was last looked at, or null.</param>
/// <param name="Pools">By side, in which pools it had datasets; null in files of earlier versions.</param>
/// <param name="Losses">What the hold showed of each dataset; null if nothing waits, and in files of earlier versions.</param>
internal sealed record ApprovedJob(
    ImmutableDictionary<PruneSide, string> Rules, PruningHold? Hold, ImmutableDictionary<PruneSide, SeenPools>? Pools = null, ShownLosses? Losses = null)
{
    public static ApprovedJob None { get; } = new(ImmutableDictionary<PruneSide, string>.Empty, null);

    /// <summary>The pools of a side.</summary>
    public SeenPools PoolsOf(PruneSide side) => Pools?.GetValueOrDefault(side)?.Read() ?? SeenPools.None;

    /// <summary>The same with other pools of a side.</summary>
    public ApprovedJob WithPools(PruneSide side, SeenPools pools) => this with { Pools = (Pools ?? ImmutableDictionary<PruneSide, SeenPools>.Empty).SetItem(side, pools) };
}

/// <summary>Writes and reads the file of approved rules without reflection.</summary>
[JsonSerializable(typeof(ImmutableSortedDictionary<string, ApprovedJob>))]
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
internal sealed partial class ApprovedRulesJson : JsonSerializerContext;
