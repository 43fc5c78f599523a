using System.CommandLine;
using Zrepl.Engine.Configuration;

namespace Zrepl.Web.Cli;

/// <summary>Options of every command.</summary>
internal sealed class CommonOptions
{
    /// <summary><c>--config PATH</c>, before or behind the command.</summary>
    public Option<string?> Configuration { get; } = new("--config") { HelpName = "PATH", Description = "config file path", Recursive = true };

    /// <summary>The file to read.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public string FileOf(ParseResult parsed) =>
        ConfigurationSearch.Find(parsed.GetValue(Configuration), out var problem) ?? throw new CommandFailedException($"could not parse config: {problem}");

    /// <summary>
    /// Loads the configuration for a command that needs nothing of the jobs but their definition, or not even that: certificates are not read.
    /// </summary>
    /// <exception cref="CommandFailedException">The file cannot be understood.</exception>
    public LoadedConfiguration Load(ParseResult parsed)
    {
        var loaded = new ConfigurationLoader(new() { ChecksTlsFiles = false }).Load(FileOf(parsed));
        ConfigurationReport.ThrowIfUnparsable(loaded);
        return loaded;
    }

    /// <summary>The <c>global</c> section, for commands that talk to the daemon: a mistake in a job does not keep them from it.</summary>
    /// <exception cref="CommandFailedException">The file or that section cannot be understood.</exception>
    public GlobalDefinition LoadGlobal(ParseResult parsed)
    {
        var loaded = new ConfigurationLoader(new() { ChecksTlsFiles = false }).LoadGlobal(FileOf(parsed));
        ConfigurationReport.ThrowIfUnparsable(loaded);
        return loaded.Global ?? throw ConfigurationReport.Unparsable(loaded);
    }
}
