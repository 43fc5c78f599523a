namespace Zrepl.Engine.Hooks;

/// <summary>One step of a hook plan as it stands.</summary>
/// <param name="Hook">Name of the hook; <c>snapshot</c> for the callback.</param>
/// <param name="Edge">Side of the snapshot.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="Begin">When it began, or null.</param>
/// <param name="End">When it ended, or null.</param>
/// <param name="Report">What it did; null before its end and for skipped steps.</param>
public sealed record HookStep(
    string Hook, HookEdge Edge, HookStepStatus Status, DateTimeOffset? Begin, DateTimeOffset? End, HookReport? Report)
{
    /// <summary>A step that waits for its turn.</summary>
    public static HookStep Waiting(string hook, HookEdge edge) => new(hook, edge, HookStepStatus.Pending, null, null, null);

    /// <summary>Zero for a skipped step, null before the end.</summary>
    public TimeSpan? Duration => Status switch
    {
        HookStepStatus.Pending or HookStepStatus.Exec => null,
        _ => End - Begin ?? TimeSpan.Zero,
    };
}
