using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration.Variables;

/// <summary>Environment variables have values that cannot be used; the daemon must not start.</summary>
/// <param name="problems">One for each variable.</param>
public sealed class EnvironmentConstantsException(ImmutableArray<string> problems)
    : Exception($"invalid environment: {string.Join("; ", problems)}")
{
    /// <summary>One for each variable, its name first.</summary>
    public ImmutableArray<string> Problems => problems;
}
