using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Zrepl.Engine.Pruning.Planning;
using Zrepl.Engine.Status;

namespace Zrepl.Engine.Jobs.Approvals;

/// <summary>One job in the file of approved rules.</summary>
/// <param name="Rules">By side, the text of the policy that may prune.</param>
/// <param name="Hold">What waited for approval when it was last looked at, or null.</param>
internal sealed record ApprovedJob(ImmutableDictionary<PruneSide, string> Rules, PruningHold? Hold)
{
    public static ApprovedJob None { get; } = new(ImmutableDictionary<PruneSide, string>.Empty, null);
}

/// <summary>Writes and reads the file of approved rules without reflection.</summary>
[JsonSerializable(typeof(ImmutableSortedDictionary<string, ApprovedJob>))]
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true)]
internal sealed partial class ApprovedRulesJson : JsonSerializerContext;
