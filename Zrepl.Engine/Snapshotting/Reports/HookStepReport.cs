using System.Text.Json.Serialization;
using Zrepl.Engine.Hooks;
using Zrepl.Engine.Units;

namespace Zrepl.Engine.Snapshotting.Reports;

/// <summary>One hook step as data; an extension of the status document (spec 5.6).</summary>
/// <param name="Hook">Path of the command or name of what is done; <c>snapshot</c> for the snapshot itself.</param>
/// <param name="Edge">Before or after the snapshot, or the snapshot.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Begin">When it began, or null.</param>
/// <param name="End">When it ended, or null.</param>
/// <param name="Text">What it did, in one line; empty before the end.</param>
/// <param name="Output">The last of what it printed.</param>
public sealed record HookStepReport(
    string Hook,
    [property: JsonConverter(typeof(JsonStringEnumConverter<HookEdge>))] HookEdge Edge,
    [property: JsonConverter(typeof(JsonStringEnumConverter<HookStepStatus>))] HookStepStatus Status,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? Begin,
    [property: JsonConverter(typeof(GoTimeJsonConverter))] DateTimeOffset? End,
    string Text,
    string Output)
{
    /// <summary>The report of a step.</summary>
    public static HookStepReport Of(HookStep step) =>
        new(step.Hook, step.Edge, step.Status, step.Begin, step.End, step.Report?.Text ?? "", step.Report?.OutputText ?? "");
}
