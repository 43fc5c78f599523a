using Zrepl.Engine.Repairs;

namespace Zrepl.Web.Api;

/// <summary>How the copy of a dataset stands, and the ways out.</summary>
/// <param name="Dataset">The dataset, as the sender names it.</param>
/// <param name="Copy">Where its copy belongs.</param>
/// <param name="Situation">How it stands, in a word.</param>
/// <param name="Explanation">The same in a sentence.</param>
/// <param name="Revision">To be given with the number of a way.</param>
/// <param name="Ways">In order of their numbers.</param>
internal sealed record RepairAnswer(string Dataset, string Copy, RepairSituation Situation, string Explanation, string Revision, RepairWayAnswer[] Ways)
{
    public static RepairAnswer Of(RepairPlan plan) => new(
        plan.Filesystem.Text, plan.Target.Text, plan.Situation, plan.Explanation, plan.Revision, [.. plan.Ways.Select(RepairWayAnswer.Of)]);
}

/// <summary>One way out.</summary>
/// <param name="Number">By which it is chosen.</param>
/// <param name="Kind">What it is, in a word.</param>
/// <param name="What">A sentence.</param>
/// <param name="Lost">What is lost by it; empty: nothing.</param>
/// <param name="Follows">What follows from it; may be empty.</param>
/// <param name="Commands">What is done, as a person would type it.</param>
/// <param name="NotPossible">Why it cannot be gone, or null.</param>
internal sealed record RepairWayAnswer(int Number, RepairKind Kind, string What, string[] Lost, string Follows, string[] Commands, string? NotPossible)
{
    public static RepairWayAnswer Of(RepairWay way) =>
        new(way.Number, way.Kind, way.What, [.. way.Lost], way.Follows, [.. way.Steps.Select(step => step.Text)], way.NotPossible);
}

/// <summary>Consent to one way out.</summary>
/// <param name="Dataset">The dataset, as the sender names it.</param>
/// <param name="Way">The number of the way.</param>
/// <param name="Revision">Of the plan that was shown.</param>
internal sealed record RepairRequest(string Dataset, int Way, string? Revision = null);

/// <summary>The same on the control socket, where a request without a way only looks.</summary>
/// <param name="Job">The job.</param>
/// <param name="Dataset">The dataset, as the sender names it.</param>
/// <param name="Way">The number of the way; 0: only look.</param>
/// <param name="Revision">Of the plan that was shown.</param>
internal sealed record RepairOrder(string Job, string Dataset, int Way, string? Revision);

/// <summary>What came of an order.</summary>
/// <param name="Done">What was done; null: nothing.</param>
/// <param name="Now">How the copy stands.</param>
internal sealed record RepairOrderAnswer(string? Done, RepairAnswer Now)
{
    /// <summary>Why nothing was done although a way was named; null: it was, or none was named.</summary>
    public string? Refused { get; init; }
}
