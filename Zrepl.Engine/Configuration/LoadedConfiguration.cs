using System.Collections.Immutable;

namespace Zrepl.Engine.Configuration;

/// <summary>What came of loading a <c>zrepl.yml</c>: the definition if it is legal, and everything there is to say about it.</summary>
/// <param name="Definition">Null if there are errors.</param>
/// <param name="Problems">In the order of files and places.</param>
/// <param name="Jobs">The legal jobs with their places, also if the whole has errors.</param>
/// <param name="Sources">Where each key stands.</param>
/// <param name="Files">The files that were read, the main one first: what to watch for changes.</param>
public sealed record LoadedConfiguration(
    ZreplConfiguration? Definition,
    ImmutableArray<ConfigurationProblem> Problems,
    ImmutableArray<LoadedJob> Jobs,
    ConfigurationSources Sources,
    ImmutableArray<string> Files)
{
    /// <summary>The <c>global</c> section, also if a job cannot be used: where the control socket is. Null if the file cannot be understood.</summary>
    public GlobalDefinition? Global { get; init; }

    /// <summary>What the files use that Go zrepl would refuse.</summary>
    public ImmutableArray<ConfigurationProblem> Extensions { get; init; } = [];

    /// <summary>True if the configuration cannot be used.</summary>
    public bool HasErrors => Definition is null;
}
