namespace Zrepl.Engine.Retention;

/// <summary>What one rule says of one snapshot.</summary>
/// <param name="Keeps">True if the rule keeps it; false leaves it to the other rules.</param>
/// <param name="Reason">Why, for the operator, the rule's name first: <c>last_n 10: number 3</c>.</param>
public readonly record struct RuleVerdict(bool Keeps, string Reason);
