using NodaTime;

namespace Zrepl.Engine.Configuration.Binding;

/// <summary>What is collected while files are bound, and what binding needs to know of its surroundings.</summary>
/// <param name="options">Switches of the caller.</param>
internal sealed class BindingSession(ConfigurationLoadOptions options)
{
    public ConfigurationLoadOptions Options => options;

    public DateTimeZone LocalZone => options.LocalZone;

    public List<ConfigurationProblem> Problems { get; } = [];

    /// <summary>What the files use that Go zrepl does not know.</summary>
    public List<ConfigurationProblem> Extensions { get; } = [];

    public ConfigurationSources Sources { get; } = new();

    /// <summary>The names that jobs give themselves, legal or not.</summary>
    public List<(string Name, string Path, SourceSpan Span)> Names { get; } = [];

    /// <summary>The jobs that are legal, also if others are not.</summary>
    public List<LoadedJob> Jobs { get; } = [];
}
