namespace Zrepl.Engine.Configuration.Variables;

/// <summary>A variable and its value.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Value">Its value as one would write it.</param>
/// <param name="Source"><c>env</c> if it was set, else <c>default</c>.</param>
public sealed record EnvironmentValue(string Name, string Value, string Source);
